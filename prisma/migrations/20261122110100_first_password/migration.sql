-- Whoever invites sees the link: it may set the first password only of one whom nobody else has taken in before.
CREATE OR REPLACE FUNCTION set_password(p_person uuid, p_name text, p_hash text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE person SET password_hash = p_hash, name = coalesce(p_name, name)
  WHERE id = p_person AND (
    current_tenant_id() = platform_id()
    OR (
      password_hash IS NULL AND staff_role IS NULL AND coalesce(
        (SELECT m.tenant_id FROM member m WHERE m.person_id = p_person ORDER BY m.created_at, m.tenant_id LIMIT 1),
        current_tenant_id()
      ) = current_tenant_id()
    )
  );
  RETURN FOUND;
END $$;
SELECT own_by_definer('set_password(uuid, text, text)', 'app');
