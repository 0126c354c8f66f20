-- Links by which people become staff. They belong to no tenant, and only the platform's own scope sees or writes them.
CREATE TABLE staff_invitation (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
  role text NOT NULL,
  invited_by text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
-- One open invitation for each address, however many invite it at once.
CREATE UNIQUE INDEX staff_invitation_open_key ON staff_invitation (email) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX staff_invitation_waiting_idx ON staff_invitation (id) WHERE accepted_at IS NULL AND revoked_at IS NULL;

ALTER TABLE staff_invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_invitation FORCE ROW LEVEL SECURITY;
REVOKE ALL ON staff_invitation FROM PUBLIC;
DO $$
DECLARE
  app name := tenantry_role('app');
  staff name := tenantry_role('staff');
  definer name := tenantry_role('definer');
BEGIN
  EXECUTE format('CREATE POLICY platform_only ON staff_invitation TO %I, %I, CURRENT_USER USING (current_tenant_id() = platform_id()) WITH CHECK (current_tenant_id() = platform_id())', app, definer);
  EXECUTE format('CREATE POLICY lookup ON staff_invitation FOR SELECT TO %I USING (true)', definer);
  EXECUTE format('CREATE POLICY staff_reads ON staff_invitation FOR SELECT TO %I USING (true)', staff);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON staff_invitation TO %I', app);
  EXECUTE format('GRANT SELECT, UPDATE ON staff_invitation TO %I', definer);
  EXECUTE format('GRANT SELECT (id, email, role, invited_by, expires_at, accepted_at, revoked_at, created_at) ON staff_invitation TO %I', staff);
END $$;

-- What these addresses are to the platform already: nothing is told outside its own scope.
CREATE FUNCTION staff_among(p_emails text[]) RETURNS TABLE (email text, disabled boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  RETURN QUERY SELECT p.email, p.disabled_at IS NOT NULL FROM person p WHERE p.email = ANY (p_emails) AND p.staff_role IS NOT NULL;
END $$;
SELECT own_by_definer('staff_among(text[])', 'app');

-- One who is staff already, or was shut out, finds no more behind a link than a stranger does.
CREATE FUNCTION find_staff_invitation(p_token_hash bytea) RETURNS TABLE (id uuid, email text, role text, has_password boolean)
LANGUAGE sql STABLE AS $$
  SELECT i.id, i.email, i.role, p.password_hash IS NOT NULL
  FROM staff_invitation i LEFT JOIN person p ON p.email = i.email
  WHERE i.token_hash = p_token_hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    AND p.staff_role IS NULL AND p.disabled_at IS NULL
$$;
SELECT own_by_definer('find_staff_invitation(bytea)', 'app');

-- Spends an invitation and makes its person staff, in the turn of those who change staff. A password is set only where there is
-- none; without one it must be this very person who comes. Whoever calls undoes all of it unless the outcome is 'done'.
CREATE FUNCTION accept_staff_invitation(p_id uuid, p_person uuid, p_name text, p_hash text)
RETURNS TABLE (outcome text, person_id uuid, email text, role text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_invitation staff_invitation;
  v_person uuid;
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('tenantry staff', 0));
  UPDATE staff_invitation i SET accepted_at = now()
  WHERE i.id = p_id AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > clock_timestamp()
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

-- A tenant's link sets no password of one who is invited to staff: whoever invites into a tenant knows its link.
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
      AND NOT EXISTS (
        SELECT FROM staff_invitation i
        WHERE i.email = person.email AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
      )
    )
  );
  RETURN FOUND;
END $$;
SELECT own_by_definer('set_password(uuid, text, text)', 'app');
