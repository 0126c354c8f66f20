-- A list as somebody likes to see it: its filter, order and columns under a name. Staff's views are the platform's own rows.
CREATE TABLE saved_view (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  list text NOT NULL CHECK (length(list) BETWEEN 1 AND 32),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  words text NOT NULL CHECK (length(words) <= 2000),
  owner_id uuid NOT NULL,
  owner_name text NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  pinned boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX saved_view_name_key ON saved_view (tenant_id, list, owner_id, lower(name));
CREATE INDEX saved_view_shared_idx ON saved_view (tenant_id, list) WHERE shared;
SELECT protect_tenant_table('saved_view', 'SELECT, INSERT, UPDATE, DELETE');
SELECT tear_down_table('saved_view', 'access');
