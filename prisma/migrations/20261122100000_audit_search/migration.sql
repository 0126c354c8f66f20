-- Lists of audit entries are read newest first, whole or filtered. The id decides between entries of one moment, so that every
-- page has a beginning and an end.
CREATE INDEX audit_entry_at_idx ON audit_entry (at, id);
CREATE INDEX audit_entry_tenant_at_idx ON audit_entry (tenant_id, at, id);
CREATE INDEX audit_entry_object_idx ON audit_entry (tenant_id, object_id, at, id);

-- Trigrams find any part of what staff search for across tenants. Where the server does not have the extension, or does not let
-- an ordinary owner make it, the entries are read one after the other: slower with very many, and right all the same.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX audit_entry_search_idx ON audit_entry USING gin (
    lower(actor_name || E'\n' || action || E'\n' || object_kind || E'\n' || object_name || E'\n' || coalesce(reason, '')) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'audit entries are searched without trigrams: %', SQLERRM;
END $$;
