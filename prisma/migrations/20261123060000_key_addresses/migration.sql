-- From where a key may call: addresses and networks; none of them is anywhere.
ALTER TABLE api_key ADD COLUMN addresses text[] NOT NULL DEFAULT '{}';
ALTER TABLE api_key ADD CONSTRAINT api_key_addresses_check CHECK (cardinality(addresses) <= 50);

-- As find_key, with the addresses. A function of its own, because an older version, which may still serve, has the other prepared.
CREATE FUNCTION recognise_key(p_tenant uuid, p_hash bytea) RETURNS TABLE
  (id uuid, name text, scopes text[], addresses text[], expires_at timestamptz, milliseconds_left float8,
   slug text, tenant_name text, status tenant_status, isolation isolation_level)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  RETURN QUERY SELECT k.id, k.name, k.scopes, k.addresses, k.expires_at, extract(epoch FROM k.expires_at - clock_timestamp())::float8 * 1000,
      t.slug, t.name, t.status, t.isolation
    FROM api_key k LEFT JOIN tenant t ON t.tenant_id = k.tenant_id
    WHERE k.tenant_id = p_tenant AND k.hash = p_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
      AND (t.tenant_id IS NOT NULL OR p_tenant = platform_id());
END $$;
SELECT own_by_definer('recognise_key(uuid, bytea)', 'engine');
