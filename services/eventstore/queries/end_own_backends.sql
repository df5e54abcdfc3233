-- Ends connections that this very process left behind when it lost the database: they would hold the advisory lock until
-- PostgreSQL notices that nobody is there. $1 is unique to the process.
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE application_name = $1 AND pid <> pg_backend_pid()
