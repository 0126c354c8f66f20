-- One column that every search of tenants looks into: name, slug, owner and labels (key=value), in lower case, a line each.
CREATE FUNCTION label_words(labels jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(key || '=' || value, E'\n'), '') FROM jsonb_each_text(labels)
$$;

ALTER TABLE tenant ADD COLUMN search text NOT NULL
  GENERATED ALWAYS AS (lower(name || E'\n' || slug || E'\n' || owner_email || E'\n' || label_words(labels))) STORED;

-- Trigrams find any part of it. Where the server does not have the extension, or does not let an ordinary owner make it,
-- the column is read whole: slower with very many tenants, and right all the same.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX tenant_search_idx ON tenant USING gin (search gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'tenants are searched without trigrams: %', SQLERRM;
END $$;

CREATE INDEX tenant_labels_idx ON tenant USING gin (labels);

-- What the list is ordered by; the slug decides between equals, so that every page has a beginning and an end.
CREATE INDEX tenant_sort_name_idx ON tenant (lower(name), slug);
CREATE INDEX tenant_sort_status_idx ON tenant (status, slug);
CREATE INDEX tenant_sort_plan_idx ON tenant (plan_id, slug);
CREATE INDEX tenant_sort_isolation_idx ON tenant (isolation, slug);
CREATE INDEX tenant_sort_region_idx ON tenant (region, slug);
CREATE INDEX tenant_sort_owner_idx ON tenant (owner_email, slug);
CREATE INDEX tenant_sort_created_idx ON tenant (created_at, slug);
CREATE INDEX tenant_sort_updated_idx ON tenant (updated_at, slug);
