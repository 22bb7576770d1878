-- The two roles of Second Look on PostgreSQL. Run it as an administrator of the server, in the database `secondlook`:
-- once before the first start, and again after each upgrade of Second Look. It may be run as often as you like.
--
--   secondlook_owner  makes and changes the tables; used by you, for the first start and for upgrades
--   secondlook        is what the server runs as: it reads, adds, and changes what must change; no record of a review, no table
--
-- Give each a password, or another way to sign in, yourself:  ALTER ROLE secondlook PASSWORD '...';  in psql: \password secondlook

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'secondlook_owner') THEN CREATE ROLE secondlook_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'secondlook') THEN CREATE ROLE secondlook LOGIN; END IF;
END $$;
ALTER ROLE secondlook_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE secondlook NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Nobody else gets in, and only the owner makes anything.
DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$;
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO secondlook_owner, secondlook', current_database()); END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO secondlook_owner;
GRANT USAGE ON SCHEMA public TO secondlook;

-- What the owner makes from now on, the server may read, fill and change ...
ALTER DEFAULT PRIVILEGES FOR ROLE secondlook_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO secondlook;
ALTER DEFAULT PRIVILEGES FOR ROLE secondlook_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO secondlook;

-- ... but not the records, which are only ever added to, nor the number of the tables' version. Triggers refuse the same once more.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO secondlook', name);
    IF name IN ('samples', 'queues', 'items', 'flags', 'decisions', 'events', 'ledger') THEN
      EXECUTE format('REVOKE UPDATE, DELETE ON public.%I FROM secondlook', name);
    ELSIF name IN ('texts', 'people') THEN
      EXECUTE format('REVOKE DELETE ON public.%I FROM secondlook', name);
    ELSIF name = 'alembic_version' THEN
      EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON public.%I FROM secondlook', name);
    END IF;
  END LOOP;
END $$;
