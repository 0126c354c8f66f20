-- A tenant's periods are reckoned by the database, so its zone must be one that the database knows: reckoning with another
-- fails here, at the change, and not at every call of the tenant. Tenants that are there already are not asked.
ALTER TABLE tenant ADD CONSTRAINT tenant_time_zone_known CHECK ((timestamptz 'epoch' AT TIME ZONE time_zone) IS NOT NULL) NOT VALID;
