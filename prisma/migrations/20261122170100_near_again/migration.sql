-- As before, and a tenant with a quota that is nearly full is looked at in each pass: a limit that was taken away, a hold that ran out
-- and a window that began anew leave no trace that could be asked for.
CREATE OR REPLACE FUNCTION fold_tenant(p_tenant uuid, p_since timestamptz, p_limits_changed boolean) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_tenant tenant;
  v_days date[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT * INTO v_tenant FROM tenant t WHERE t.tenant_id = p_tenant AND t.teardown_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN RETURN; END IF;
  v_days := days_written_since(p_tenant, p_since);
  IF cardinality(v_days) > 0 THEN PERFORM fold_days(p_tenant, v_days); END IF;
  IF cardinality(v_days) > 0 OR p_limits_changed OR v_tenant.updated_at >= p_since
    OR EXISTS (SELECT FROM quota_near q WHERE q.tenant_id = p_tenant)
    OR EXISTS (SELECT FROM tenant_quota q WHERE q.tenant_id = p_tenant AND q.set_at >= p_since)
    OR EXISTS (SELECT FROM quota_grant g WHERE g.tenant_id = p_tenant AND (g.set_at >= p_since OR g.ends_at BETWEEN p_since AND now())) THEN
    PERFORM fold_near(p_tenant);
  END IF;
END $$;
SELECT own_by_definer('fold_tenant(uuid, timestamptz, boolean)');
