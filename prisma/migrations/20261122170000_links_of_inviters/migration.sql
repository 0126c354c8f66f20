-- A link to staff is as good as the right of whoever made it: an admin who is shut out, or is none any more, does not come back by one,
-- nor lets others in. Nobody's own links are the operator's and those from before.
ALTER TABLE staff_invitation ADD COLUMN invited_by_id uuid;
DO $$ BEGIN EXECUTE format('GRANT SELECT (invited_by_id) ON staff_invitation TO %I', tenantry_role('staff')); END $$;

CREATE FUNCTION may_invite_staff(p_person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_person IS NULL OR EXISTS (SELECT FROM person p WHERE p.id = p_person AND p.staff_role = 'admin' AND p.disabled_at IS NULL)
$$;
REVOKE ALL ON FUNCTION may_invite_staff(uuid) FROM PUBLIC;
DO $$ BEGIN EXECUTE format('GRANT EXECUTE ON FUNCTION may_invite_staff(uuid) TO %I, %I', tenantry_role('staff'), tenantry_role('definer')); END $$;

CREATE OR REPLACE FUNCTION find_staff_invitation(p_token_hash bytea) RETURNS TABLE (id uuid, email text, role text, has_password boolean)
LANGUAGE sql STABLE AS $$
  SELECT i.id, i.email, i.role, p.password_hash IS NOT NULL
  FROM staff_invitation i LEFT JOIN person p ON p.email = i.email
  WHERE i.token_hash = p_token_hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    AND p.staff_role IS NULL AND p.disabled_at IS NULL AND may_invite_staff(i.invited_by_id)
$$;
SELECT own_by_definer('find_staff_invitation(bytea)', 'app');

CREATE OR REPLACE FUNCTION accept_staff_invitation(p_id uuid, p_person uuid, p_name text, p_hash text)
RETURNS TABLE (outcome text, person_id uuid, email text, role text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_invitation staff_invitation;
  v_person uuid;
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tenantry staff', 0));
  UPDATE staff_invitation i SET accepted_at = now()
  WHERE i.id = p_id AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > clock_timestamp() AND may_invite_staff(i.invited_by_id)
  RETURNING * INTO v_invitation;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'gone', NULL::uuid, NULL::text, NULL::text;
    RETURN;
  END IF;
  IF p_hash IS NULL THEN
    UPDATE person p SET staff_role = v_invitation.role
    WHERE p.id = p_person AND p.email = v_invitation.email AND p.password_hash IS NOT NULL AND p.staff_role IS NULL AND p.disabled_at IS NULL
    RETURNING p.id INTO v_person;
  ELSE
    INSERT INTO person AS p (id, email, name) VALUES (p_person, v_invitation.email, p_name) ON CONFLICT DO NOTHING;
    UPDATE person p SET staff_role = v_invitation.role, password_hash = p_hash, name = p_name
    WHERE p.email = v_invitation.email AND p.password_hash IS NULL AND p.staff_role IS NULL AND p.disabled_at IS NULL
    RETURNING p.id INTO v_person;
  END IF;
  RETURN QUERY SELECT CASE WHEN v_person IS NULL THEN 'refused' ELSE 'done' END, v_person, v_invitation.email, v_invitation.role;
END $$;
SELECT own_by_definer('accept_staff_invitation(uuid, uuid, text, text)', 'app');
