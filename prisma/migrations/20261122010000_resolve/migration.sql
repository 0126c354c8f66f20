-- Which tenant a slug names, as it stands: what a host is resolved to, in one indexed read.
CREATE FUNCTION resolve_tenant(p_slug text) RETURNS TABLE (id uuid, slug text, name text, status tenant_status, isolation isolation_level)
LANGUAGE sql STABLE AS $$
  SELECT t.tenant_id, t.slug, t.name, t.status, t.isolation FROM tenant t WHERE t.slug = p_slug
$$;
SELECT own_by_definer('resolve_tenant(text)', 'engine');
