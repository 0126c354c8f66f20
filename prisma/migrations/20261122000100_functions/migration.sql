-- What must be known before a tenant is. Each answers one narrow question.

CREATE FUNCTION find_sign_in(p_email text) RETURNS TABLE (id uuid, password_hash text)
LANGUAGE sql STABLE AS $$
  SELECT id, password_hash FROM person WHERE email = p_email AND disabled_at IS NULL
$$;
SELECT own_by_definer('find_sign_in(text)', 'app');

-- Counts a try before it is judged and says whether it may go on: exact however many arrive at once.
CREATE FUNCTION admit_sign_in(p_bucket bytea, p_limit int, p_window interval) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
  INSERT INTO sign_in_failure AS f VALUES (p_bucket, 1, now())
  ON CONFLICT (bucket) DO UPDATE SET
    count = CASE WHEN f.window_start < now() - p_window THEN 1 ELSE least(f.count + 1, 1000000) END,
    window_start = CASE WHEN f.window_start < now() - p_window THEN now() ELSE f.window_start END
  RETURNING count <= p_limit
$$;
SELECT own_by_definer('admit_sign_in(bytea, int, interval)', 'app');

-- A try that was right: the e-mail's failures are forgotten, and the address gets its try back.
CREATE FUNCTION excuse_sign_in(p_email bytea, p_address bytea) RETURNS void LANGUAGE sql VOLATILE AS $$
  UPDATE sign_in_failure SET count = greatest(count - 1, 0) WHERE bucket = p_address;
  DELETE FROM sign_in_failure WHERE bucket = p_email OR window_start < now() - interval '1 day'
$$;
SELECT own_by_definer('excuse_sign_in(bytea, bytea)', 'app');

CREATE FUNCTION open_session(p_id uuid, p_person uuid, p_lifetime interval, p_ip text, p_user_agent text) RETURNS void
LANGUAGE sql VOLATILE AS $$
  INSERT INTO session (id, person_id, expires_at, ip, user_agent) VALUES (p_id, p_person, now() + p_lifetime, p_ip, p_user_agent)
$$;
SELECT own_by_definer('open_session(uuid, uuid, interval, text, text)', 'app');

CREATE FUNCTION find_session(p_id uuid) RETURNS TABLE (person_id uuid, email text, name text, staff_role text, idle interval)
LANGUAGE sql STABLE AS $$
  SELECT p.id, p.email, p.name, p.staff_role, now() - s.last_seen_at
  FROM session s JOIN person p ON p.id = s.person_id
  WHERE s.id = p_id AND s.revoked_at IS NULL AND s.expires_at > now() AND s.last_seen_at > now() - interval '3 days'
    AND p.disabled_at IS NULL
$$;
SELECT own_by_definer('find_session(uuid)', 'app');

CREATE FUNCTION touch_session(p_id uuid) RETURNS void LANGUAGE sql VOLATILE AS $$
  UPDATE session SET last_seen_at = now() WHERE id = p_id AND last_seen_at < now() - interval '1 minute'
$$;
SELECT own_by_definer('touch_session(uuid)', 'app');

CREATE FUNCTION revoke_session(p_id uuid, p_person uuid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  UPDATE session SET revoked_at = now() WHERE id = p_id AND person_id = p_person AND revoked_at IS NULL RETURNING true
$$;
SELECT own_by_definer('revoke_session(uuid, uuid)', 'app');

CREATE FUNCTION sessions_of(p_person uuid) RETURNS TABLE (id uuid, created_at timestamptz, last_seen_at timestamptz, ip text, user_agent text)
LANGUAGE sql STABLE AS $$
  SELECT id, created_at, last_seen_at, ip, user_agent FROM session
  WHERE person_id = p_person AND revoked_at IS NULL AND expires_at > now() ORDER BY last_seen_at DESC LIMIT 100
$$;
SELECT own_by_definer('sessions_of(uuid)', 'app');

CREATE FUNCTION memberships_of(p_person uuid) RETURNS TABLE (tenant_id uuid, slug text, name text, role text)
LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id, t.slug, t.name, m.role FROM member m JOIN tenant t USING (tenant_id)
  WHERE m.person_id = p_person ORDER BY lower(t.name) LIMIT 1000
$$;
SELECT own_by_definer('memberships_of(uuid)', 'app');

-- A tenant by its slug, and what the person is in it; role is null for a stranger.
CREATE FUNCTION find_tenant(p_slug text, p_person uuid) RETURNS TABLE (id uuid, slug text, name text, role text)
LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id, t.slug, t.name, m.role FROM tenant t
  LEFT JOIN member m ON m.tenant_id = t.tenant_id AND m.person_id = p_person WHERE t.slug = p_slug
$$;
SELECT own_by_definer('find_tenant(text, uuid)', 'app', 'engine');

CREATE FUNCTION ensure_person(p_id uuid, p_email text, p_name text) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  INSERT INTO person AS p (id, email, name) VALUES (p_id, p_email, p_name)
  ON CONFLICT (email) DO UPDATE SET email = p.email RETURNING p.id
$$;
SELECT own_by_definer('ensure_person(uuid, text, text)', 'app');

-- Only the platform's own scope may make staff or set a password of someone who has one.
CREATE FUNCTION set_staff(p_person uuid, p_role text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  UPDATE person SET staff_role = p_role WHERE id = p_person;
END $$;
SELECT own_by_definer('set_staff(uuid, text)', 'app');

CREATE FUNCTION set_password(p_person uuid, p_name text, p_hash text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE person SET password_hash = p_hash, name = coalesce(p_name, name)
  WHERE id = p_person AND (password_hash IS NULL OR current_tenant_id() = platform_id());
  RETURN FOUND;
END $$;
SELECT own_by_definer('set_password(uuid, text, text)', 'app');

CREATE FUNCTION find_invitation(p_token_hash bytea) RETURNS TABLE (tenant_id uuid, id uuid, slug text, name text, email text, role text, has_password boolean)
LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id, i.id, t.slug, t.name, i.email, i.role, p.password_hash IS NOT NULL
  FROM invitation i JOIN tenant t USING (tenant_id) LEFT JOIN person p ON p.email = i.email
  WHERE i.token_hash = p_token_hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
$$;
SELECT own_by_definer('find_invitation(bytea)', 'app');
CREATE INDEX invitation_token_idx ON invitation (token_hash);

CREATE FUNCTION setup_is_open(p_token_hash bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM installation WHERE setup_token_hash = p_token_hash)
$$;
SELECT own_by_definer('setup_is_open(bytea)', 'app');

-- The token is spent by the first that presents it: the row lock lets only one through.
CREATE FUNCTION spend_setup_token(p_token_hash bytea) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  UPDATE installation SET setup_token_hash = NULL WHERE setup_token_hash = p_token_hash RETURNING true
$$;
SELECT own_by_definer('spend_setup_token(bytea)', 'app');

CREATE FUNCTION next_meters_version() RETURNS int LANGUAGE plpgsql VOLATILE AS $$
DECLARE version int;
BEGIN
  IF current_tenant_id() IS DISTINCT FROM platform_id() THEN RAISE insufficient_privilege; END IF;
  -- Waits for the events in flight, so that none is counted by meters of two versions.
  PERFORM pg_advisory_xact_lock(hashtext('tenantry meters'));
  UPDATE installation SET meters_version = meters_version + 1 RETURNING meters_version INTO version;
  RETURN version;
END $$;
SELECT own_by_definer('next_meters_version()', 'app');

-- A key and its tenant as they are now. The key carries its tenant's id, so even this look-up is led by it.
CREATE FUNCTION find_key(p_tenant uuid, p_hash bytea) RETURNS TABLE
  (id uuid, name text, scopes text[], expires_at timestamptz, slug text, tenant_name text, status tenant_status, isolation isolation_level, status_reason text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  RETURN QUERY SELECT k.id, k.name, k.scopes, k.expires_at, t.slug, t.name, t.status, t.isolation, t.status_reason
    FROM api_key k LEFT JOIN tenant t ON t.tenant_id = k.tenant_id
    WHERE k.tenant_id = p_tenant AND k.hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
      AND (t.tenant_id IS NOT NULL OR p_tenant = platform_id());
  UPDATE api_key k SET last_used_at = now() WHERE k.tenant_id = p_tenant AND k.hash = p_hash AND k.revoked_at IS NULL
    AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute');
END $$;
SELECT own_by_definer('find_key(uuid, bytea)', 'engine');

-- Who may write, checked where the writing happens: what a cache believes does not count here.
CREATE FUNCTION admit_key(p_tenant uuid, p_key_owner uuid, p_key uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE status tenant_status;
BEGIN
  PERFORM set_config('app.tenant_id', p_key_owner::text, true);
  IF p_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.tenant_id = p_key_owner AND k.id = p_key
      AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())) THEN
    RETURN 'unauthenticated';
  END IF;
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT t.status INTO status FROM tenant t WHERE t.tenant_id = p_tenant;
  RETURN CASE WHEN status IS NULL THEN 'not_found' WHEN status = 'Active' THEN 'ok'
    WHEN status = 'Suspended' THEN 'tenant_suspended' ELSE 'conflict' END;
END $$;
REVOKE ALL ON FUNCTION admit_key(uuid, uuid, uuid) FROM PUBLIC;

SELECT own_by_definer('admit_key(uuid, uuid, uuid)');
