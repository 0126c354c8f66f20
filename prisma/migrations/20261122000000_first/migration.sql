-- Roles carry the database's name; lib/db-roles.ts computes the same.
CREATE FUNCTION tenantry_role(role text) RETURNS name LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN octet_length(current_database() || '_' || role) <= 63
    THEN current_database() || '_' || role
    ELSE 'tenantry_' || md5(current_database()) || '_' || role END::name
$$;

-- After a transaction with a local setting ends, the setting reads '' rather than null.
CREATE FUNCTION current_tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('app.tenant_id', true), '')::uuid
$$;

-- The platform's own id: platform-wide changes, keys and audit entries live under it.
CREATE FUNCTION platform_id() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT '00000000-0000-0000-0000-000000000000'::uuid
$$;

-- The one way a table of tenants is protected: no row without its tenant set, forced on the owner, too; staff read all.
-- (Three tables also have a look-up policy for the definer, whom an owner that is no superuser may act as.)
CREATE FUNCTION protect_tenant_table(target regclass, rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY own_tenant ON %s TO %I, %I, CURRENT_USER USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id())',
    target, tenantry_role('app'), tenantry_role('definer'));
  EXECUTE format('CREATE POLICY staff_reads ON %s FOR SELECT TO %I USING (true)', target, tenantry_role('staff'));
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', target);
  EXECUTE format('GRANT SELECT ON %s TO %I', target, tenantry_role('staff'));
  IF rights <> '' THEN
    EXECUTE format('GRANT %s ON %s TO %I', rights, target, tenantry_role('app'));
  END IF;
END $$;

-- Tables without a tenant: everyone reads, only the platform's own scope writes.
CREATE FUNCTION protect_platform_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY everyone_reads ON %s FOR SELECT USING (true)', target);
  EXECUTE format('CREATE POLICY platform_writes ON %s TO %I, CURRENT_USER USING (current_tenant_id() = platform_id()) WITH CHECK (current_tenant_id() = platform_id())',
    target, tenantry_role('app'));
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', target);
  EXECUTE format('GRANT SELECT ON %s TO %I, %I', target, tenantry_role('staff'), tenantry_role('definer'));
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', target, tenantry_role('app'));
END $$;

-- A function that answers before a tenant is known belongs to a role that can neither log in nor pass a policy.
CREATE FUNCTION own_by_definer(target regprocedure, VARIADIC callers text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
DECLARE caller text;
BEGIN
  EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', target);
  EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', target);
  FOREACH caller IN ARRAY callers LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', target, tenantry_role(caller));
  END LOOP;
  EXECUTE format('ALTER FUNCTION %s OWNER TO %I', target, tenantry_role('definer'));
END $$;

CREATE TYPE tenant_status AS ENUM ('Pending', 'Active', 'Suspended', 'Terminating');
CREATE TYPE isolation_level AS ENUM ('Soft', 'NetworkOnly', 'Process', 'Container', 'Hard', 'Custom');

CREATE TABLE installation (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  secret_fingerprint text NOT NULL,
  setup_token_hash bytea,
  meters_version int NOT NULL DEFAULT 1,
  seeded_at timestamptz(3)
);

CREATE TABLE plan (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  description text NOT NULL DEFAULT '',
  position int NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE tenant (
  tenant_id uuid PRIMARY KEY DEFAULT current_tenant_id(),
  slug text NOT NULL CONSTRAINT tenant_slug_key UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  status tenant_status NOT NULL DEFAULT 'Pending',
  isolation isolation_level NOT NULL DEFAULT 'Soft',
  isolation_data text NOT NULL CHECK (isolation_data IN ('row', 'schema', 'database')),
  isolation_compute text NOT NULL CHECK (isolation_compute IN ('shared', 'process', 'container', 'dedicated')),
  isolation_network text NOT NULL CHECK (isolation_network IN ('shared', 'isolated')),
  plan_id uuid NOT NULL REFERENCES plan (id),
  owner_id uuid NOT NULL,
  owner_email text NOT NULL,
  description text NOT NULL DEFAULT '',
  time_zone text NOT NULL DEFAULT 'UTC',
  region text NOT NULL DEFAULT 'eu-central',
  labels jsonb NOT NULL DEFAULT '{}',
  status_reason text,
  status_changed_at timestamptz(3) NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (tenant_id <> platform_id())
);
CREATE UNIQUE INDEX tenant_name_key ON tenant (lower(name));

CREATE TABLE namespace (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id() REFERENCES tenant,
  id uuid NOT NULL,
  name text NOT NULL CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE person (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) <= 254),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  password_hash text,
  staff_role text,
  disabled_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE session (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  ip text,
  user_agent text
);
CREATE INDEX session_person_id_idx ON session (person_id);

CREATE TABLE sign_in_failure (
  bucket bytea PRIMARY KEY,
  count int NOT NULL,
  window_start timestamptz(3) NOT NULL
);
CREATE INDEX sign_in_failure_window_start_idx ON sign_in_failure (window_start);

CREATE TABLE member (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id() REFERENCES tenant,
  id uuid NOT NULL,
  person_id uuid NOT NULL REFERENCES person,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, person_id)
);
-- Answers "which tenants is this person in", the one question asked before a tenant is known.
CREATE INDEX member_person_idx ON member (person_id);

CREATE TABLE invitation (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id() REFERENCES tenant,
  id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  token_hash bytea NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token_hash)
);

CREATE TABLE api_key (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  start text NOT NULL,
  last4 text NOT NULL,
  hash bytea NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  created_by text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash)
);

-- The operator revokes a key by its id alone.
CREATE INDEX api_key_id_idx ON api_key (id);

CREATE TABLE meter (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  unit text NOT NULL DEFAULT '',
  event_type text NOT NULL,
  aggregation text NOT NULL CHECK (aggregation IN ('sum', 'count', 'max', 'min', 'unique', 'latest')),
  value_path text CHECK ((value_path IS NULL) = (aggregation = 'count')),
  group_by jsonb NOT NULL DEFAULT '[]',
  position int NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE usage_event_key (
  tenant_id uuid NOT NULL,
  key uuid NOT NULL,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, key)
);

CREATE TABLE usage_event (
  tenant_id uuid NOT NULL,
  time timestamptz(3) NOT NULL,
  key uuid NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  subject text,
  data jsonb,
  key_id uuid,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, time, key)
) PARTITION BY RANGE (time);

CREATE TABLE usage_rollup (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL REFERENCES meter,
  grain smallint NOT NULL CHECK (grain IN (1, 15)),
  bucket timestamptz(0) NOT NULL,
  dimensions text NOT NULL,
  sum numeric NOT NULL,
  count bigint NOT NULL,
  min numeric,
  max numeric,
  latest numeric,
  latest_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, grain, bucket, dimensions)
);

CREATE TABLE usage_unique (
  tenant_id uuid NOT NULL,
  meter_id uuid NOT NULL REFERENCES meter,
  grain smallint NOT NULL CHECK (grain IN (1, 15)),
  bucket timestamptz(0) NOT NULL,
  dimensions text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (tenant_id, meter_id, grain, bucket, dimensions, value)
);

CREATE TABLE audit_entry (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'member', 'key', 'operator', 'system')),
  actor_id text,
  actor_name text NOT NULL,
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  object_name text NOT NULL,
  before jsonb,
  after jsonb,
  reason text,
  ip text,
  request_id text,
  PRIMARY KEY (tenant_id, id)
);
-- Staff read the newest entries of all tenants.
CREATE INDEX audit_entry_id_idx ON audit_entry (id);

-- Months of the events table: row-level security and grants come in the same transaction as the partition.
CREATE FUNCTION ensure_partitions(first date, last date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', first);
  partition text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('tenantry partitions'));
  WHILE month <= last LOOP
    partition := format('usage_event_%s', to_char(month, 'YYYY_MM'));
    IF to_regclass(partition) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF usage_event FOR VALUES FROM (%L) TO (%L)',
        partition, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
      PERFORM protect_tenant_table(partition::regclass, '');
      EXECUTE format('REVOKE ALL ON %I FROM %I', partition, tenantry_role('staff'));
    END IF;
    month := month + interval '1 month';
  END LOOP;
END $$;
ALTER FUNCTION ensure_partitions(date, date) SECURITY DEFINER SET search_path = public, pg_temp;
REVOKE ALL ON FUNCTION ensure_partitions(date, date) FROM PUBLIC;

SELECT protect_tenant_table('tenant', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('namespace', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('member', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('invitation', 'SELECT, INSERT, UPDATE, DELETE');
SELECT protect_tenant_table('api_key', 'SELECT, INSERT, UPDATE');
SELECT protect_tenant_table('usage_event_key', '');
SELECT protect_tenant_table('usage_event', 'SELECT');
SELECT protect_tenant_table('usage_rollup', 'SELECT');
SELECT protect_tenant_table('usage_unique', 'SELECT');
SELECT protect_tenant_table('audit_entry', 'SELECT, INSERT');
SELECT protect_platform_table('plan');
SELECT protect_platform_table('meter');

CREATE TABLE usage_event_other PARTITION OF usage_event DEFAULT;
SELECT protect_tenant_table('usage_event_other', '');

REVOKE ALL ON installation, person, session, sign_in_failure FROM PUBLIC;

DO $$
DECLARE
  app name := tenantry_role('app');
  staff name := tenantry_role('staff');
  engine name := tenantry_role('engine');
  definer name := tenantry_role('definer');
BEGIN
  EXECUTE format('REVOKE ALL ON usage_event_other FROM %I', staff);
  EXECUTE format('GRANT SELECT (id, email, name, staff_role, disabled_at, created_at) ON person TO %I', staff);
  EXECUTE format('GRANT SELECT (id, seeded_at, meters_version) ON installation TO %I, %I, %I', app, staff, engine);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON person, session TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_failure TO %I', definer);
  EXECUTE format('GRANT SELECT, UPDATE ON installation TO %I', definer);
  EXECUTE format('GRANT SELECT ON tenant, member, invitation TO %I', definer);
  EXECUTE format('GRANT SELECT, UPDATE (last_used_at) ON api_key TO %I', definer);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON usage_event_key, usage_event, usage_rollup, usage_unique TO %I', definer);
  EXECUTE format('CREATE POLICY lookup ON tenant FOR SELECT TO %I USING (true)', definer);
  EXECUTE format('CREATE POLICY lookup ON member FOR SELECT TO %I USING (true)', definer);
  EXECUTE format('CREATE POLICY lookup ON invitation FOR SELECT TO %I USING (true)', definer);
  EXECUTE format('GRANT EXECUTE ON FUNCTION ensure_partitions(date, date) TO %I', engine);
END $$;
