CREATE INDEX person_staff_idx ON person (lower(name), id) WHERE staff_role IS NOT NULL;

-- Changes what a member of staff may do, or shuts them out, and ends their sessions in the same moment. Those who change staff take
-- turns, so that of two admins who shut each other out one stays.
CREATE FUNCTION change_staff(p_person uuid, p_role text, p_disabled boolean) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_before person;
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tenantry staff', 0));
  SELECT * INTO v_before FROM person WHERE id = p_person AND staff_role IS NOT NULL;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  IF v_before.staff_role = 'admin' AND v_before.disabled_at IS NULL AND (p_role <> 'admin' OR p_disabled)
    AND NOT EXISTS (SELECT FROM person WHERE staff_role = 'admin' AND disabled_at IS NULL AND id <> p_person) THEN RETURN 'last'; END IF;
  UPDATE person SET staff_role = p_role, disabled_at = CASE WHEN p_disabled THEN coalesce(disabled_at, now()) END WHERE id = p_person;
  UPDATE session SET revoked_at = now() WHERE person_id = p_person AND revoked_at IS NULL;
  RETURN 'done';
END $$;
SELECT own_by_definer('change_staff(uuid, text, boolean)', 'app');

-- What a member of staff is now, read in their turn: what the audit calls "before" is what the change then finds.
CREATE FUNCTION staff_before(p_person uuid) RETURNS TABLE (email text, role text, disabled boolean) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tenantry staff', 0));
  RETURN QUERY SELECT p.email, p.staff_role, p.disabled_at IS NOT NULL FROM person p WHERE p.id = p_person AND p.staff_role IS NOT NULL;
END $$;
SELECT own_by_definer('staff_before(uuid)', 'app');
