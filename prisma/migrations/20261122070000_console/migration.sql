-- The console: invitations by link, rotation of keys, and what a key was last used for.

-- One open invitation for each address, however many invite it at once.
ALTER TABLE invitation ADD COLUMN invited_by text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX invitation_open_key ON invitation (tenant_id, email) WHERE accepted_at IS NULL AND revoked_at IS NULL;

ALTER TABLE member ADD COLUMN checklist_hidden_at timestamptz(3);
-- People are listed by name, a page at a time.
CREATE INDEX member_name_idx ON member (tenant_id, name, id);

-- `last_used_at` is of any call that the key was good for; where that call was refused, `last_refused_at` is the same moment.
ALTER TABLE api_key
  ADD COLUMN last_used_ip text,
  ADD COLUMN last_refused_at timestamptz(3),
  ADD COLUMN last_refusal text,
  ADD COLUMN replaces uuid;
-- A key is rotated once: of two who rotate it at the same time, one is told.
CREATE UNIQUE INDEX api_key_replaces_key ON api_key (tenant_id, replaces);

DO $$ BEGIN
  EXECUTE format('GRANT UPDATE (last_used_ip, last_refused_at, last_refusal) ON api_key TO %I', tenantry_role('definer'));
END $$;

-- When and from where a key was last used. Processes gather it and say it at most once a minute for each key, in any order.
CREATE FUNCTION note_key_use(p_tenant uuid, p_key uuid, p_used_at timestamptz, p_ip text, p_refused_at timestamptz, p_refusal text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  UPDATE api_key k SET
    last_used_ip = CASE WHEN k.last_used_at > p_used_at THEN k.last_used_ip ELSE p_ip END,
    last_used_at = greatest(k.last_used_at, p_used_at),
    last_refusal = CASE WHEN p_refused_at IS NULL OR k.last_refused_at > p_refused_at THEN k.last_refusal ELSE p_refusal END,
    last_refused_at = greatest(k.last_refused_at, p_refused_at)
  WHERE k.tenant_id = p_tenant AND k.id = p_key;
END $$;
SELECT own_by_definer('note_key_use(uuid, uuid, timestamptz, text, timestamptz, text)', 'engine');

-- As before, and writes nothing: what a key is used for is noted apart.
CREATE OR REPLACE FUNCTION find_key(p_tenant uuid, p_hash bytea) RETURNS TABLE
  (id uuid, name text, scopes text[], expires_at timestamptz, slug text, tenant_name text, status tenant_status, isolation isolation_level, status_reason text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  RETURN QUERY SELECT k.id, k.name, k.scopes, k.expires_at, t.slug, t.name, t.status, t.isolation, t.status_reason
    FROM api_key k LEFT JOIN tenant t ON t.tenant_id = k.tenant_id
    WHERE k.tenant_id = p_tenant AND k.hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
      AND (t.tenant_id IS NOT NULL OR p_tenant = platform_id());
END $$;
SELECT own_by_definer('find_key(uuid, bytea)', 'engine');

-- The consoles a person may enter, with what tells them apart.
DROP FUNCTION memberships_of(uuid);
CREATE FUNCTION memberships_of(p_person uuid) RETURNS TABLE (tenant_id uuid, slug text, name text, role text, status tenant_status, plan text)
LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id, t.slug, t.name, m.role, t.status, p.name FROM member m JOIN tenant t USING (tenant_id) JOIN plan p ON p.id = t.plan_id
  WHERE m.person_id = p_person ORDER BY lower(t.name) LIMIT 1000
$$;
SELECT own_by_definer('memberships_of(uuid)', 'app');
