-- When a tenant's surfaces were cut, what each had let in last, and the first it refused after.
CREATE TABLE access_cut (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  surface text NOT NULL CHECK (surface IN ('api', 'console')),
  cut_at timestamptz(3) NOT NULL,
  last_accepted_at timestamptz(3),
  first_refused_at timestamptz(3),
  PRIMARY KEY (tenant_id, surface)
);
SELECT protect_tenant_table('access_cut', 'SELECT');
SELECT tear_down_table('access_cut', 'access');
DO $$ BEGIN
  EXECUTE format('GRANT INSERT, UPDATE ON access_cut TO %I', tenantry_role('definer'));
END $$;

-- For the tenant of the scope, in the transaction that cuts it. A key's and a session's last use are noted to the minute,
-- what was consumed to the moment.
CREATE FUNCTION note_cut() RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO access_cut (tenant_id, surface, cut_at, last_accepted_at)
  VALUES
    (current_tenant_id(), 'api', now(), greatest((SELECT max(k.last_used_at) FROM api_key k WHERE k.tenant_id = current_tenant_id()),
      (SELECT max(c.at) FROM usage_consumed c WHERE c.tenant_id = current_tenant_id()))),
    (current_tenant_id(), 'console', now(),
      (SELECT max(s.last_seen_at) FROM member m JOIN session s ON s.person_id = m.person_id WHERE m.tenant_id = current_tenant_id()))
  ON CONFLICT (tenant_id, surface) DO UPDATE SET cut_at = excluded.cut_at, last_accepted_at = excluded.last_accepted_at, first_refused_at = NULL
$$;
SELECT own_by_definer('note_cut()', 'app');

-- The first refusal alone: the next ones find it noted and write nothing.
CREATE FUNCTION note_refusal(p_tenant uuid, p_surface text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  UPDATE access_cut SET first_refused_at = clock_timestamp() WHERE tenant_id = p_tenant AND surface = p_surface AND first_refused_at IS NULL
    AND EXISTS (SELECT 1 FROM tenant t WHERE t.tenant_id = p_tenant AND t.status IN ('Suspended', 'Terminating'));
END $$;
SELECT own_by_definer('note_refusal(uuid, text)', 'app', 'engine');

DO $$ BEGIN
  EXECUTE format('GRANT EXECUTE ON FUNCTION tenant_residue(uuid) TO %I', tenantry_role('staff'));
END $$;

-- As before, and a refusal that a cache let come this far is noted as well.
CREATE OR REPLACE FUNCTION admit_key(p_tenant uuid, p_key_owner uuid, p_key uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE status tenant_status;
BEGIN
  PERFORM set_config('app.tenant_id', p_key_owner::text, true);
  IF p_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.tenant_id = p_key_owner AND k.id = p_key
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())) THEN
    RETURN 'unauthenticated';
  END IF;
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT t.status INTO status FROM tenant t WHERE t.tenant_id = p_tenant;
  IF status = 'Active' THEN RETURN 'ok'; END IF;
  IF status IN ('Suspended', 'Terminating') THEN
    PERFORM note_refusal(p_tenant, 'api');
    RETURN 'tenant_suspended';
  END IF;
  RETURN CASE WHEN status IS NULL THEN 'not_found' ELSE 'conflict' END;
END $$;
SELECT own_by_definer('admit_key(uuid, uuid, uuid)');
