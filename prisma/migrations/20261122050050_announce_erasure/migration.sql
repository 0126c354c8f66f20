-- As before, and heard by every process: what it remembers of the tenant, its hosts among them, is gone with its row.
CREATE OR REPLACE FUNCTION tear_down_entry(p_tenant uuid, p_id uuid, p_action text, p_name text, p_after jsonb) RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO audit_entry (tenant_id, id, actor_kind, actor_name, action, object_kind, object_id, object_name, after)
  VALUES (p_tenant, p_id, 'system', 'Tear-down', p_action, 'tenant', p_tenant, p_name, p_after);
  SELECT pg_notify('tenantry', p_tenant::text)
$$;
SELECT own_by_definer('tear_down_entry(uuid, uuid, text, text, jsonb)');
