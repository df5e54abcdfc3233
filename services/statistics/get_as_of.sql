select recorded_at from view_registrations.as_of where name = $1
