-- +goose Up
create table vault_key (
    id           uuid primary key,
    wrapped      bytea,
    kek          text        not null,
    subject      text,
    created_at   timestamptz not null,
    bound_at     timestamptz,
    destroyed_at timestamptz,
    constraint vault_key_is_there_or_destroyed check ((wrapped is null) = (destroyed_at is not null))
);
create index vault_key_subject on vault_key (subject) where subject is not null;

comment on table vault_key is 'Data keys, one or more per subject. A row without a key stays for ever: it proves that the key was destroyed, and when.';
comment on column vault_key.id is 'Named by events: metadata "key" and every sealed box.';
comment on column vault_key.wrapped is 'The 256-bit data key, AES-256-GCM under the key-encryption key, bound to id. Null once destroyed.';
comment on column vault_key.kek is 'Id of the key-encryption key that wraps it.';
comment on column vault_key.subject is 'Whose data it seals: a stream, or a party of one. Null: not handed out, or handed out by a process that died before it could say so; such a key is never handed out again.';
comment on column vault_key.bound_at is 'When the subject was recorded, shortly after the key was handed out.';
comment on column vault_key.destroyed_at is 'When the key was destroyed, and with it everything that it sealed.';

create table vault_root (
    name       text primary key,
    wrapped    bytea       not null,
    kek        text        not null,
    created_at timestamptz not null
);

comment on table vault_root is 'Keys of the vault itself. "mac" is the root of all keyed digests; it outlives key-encryption keys, so that digests do. It also tells a wrong key-encryption key from the right one.';

-- +goose Down
drop table vault_root;
drop table vault_key;
