-- Messages: a released one is taken back before it goes out.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

-- Takes a message back. Who holds the row of its write-back decides: an engine that takes it for sending skips what is held here, and what an
-- engine took is not ready any more. What was tried and may have arrived cannot be taken back.
create or replace function docket.letter_recall(p_tenant int, p_person int, p_case bigint, p_args text[], out code text, out words text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_id constant bigint := case when docket.arg(p_args, 'letter') ~ '^[0-9]{1,18}$' then docket.arg(p_args, 'letter')::bigint end;
	l docket.letter;
	e docket.effect;
begin
	code := 'invalid';
	select * into e from docket.effect f where f.tenant_id = p_tenant and f.case_id = p_case and f.letter_id = v_id and f.state = 'ready'
		for update skip locked;
	select * into l from docket.letter x where x.tenant_id = p_tenant and x.case_id = p_case and x.letter_id = v_id for update;
	if l.letter_id is null then
		code := 'not-found';
		words := 'the case has no such message: docket case lists them';
	elsif l.state <> 'released' then
		words := case l.state when 'draft' then 'it is a draft: nothing of it leaves' when 'sent' then 'it went out: it cannot be taken back'
			else 'it was thrown away' end;
	elsif e.effect_id is null or e.maybe_there then
		words := 'it is going out at this moment, or may have arrived: it cannot be taken back any more';
	else
		update docket.effect f set state = 'withdrawn', version = f.version + 1, by_person = p_person, last_error = ''
		where f.tenant_id = p_tenant and f.effect_id = e.effect_id;
		update docket.letter x set state = 'draft', version = x.version + 1
		where x.tenant_id = p_tenant and x.letter_id = l.letter_id;
		code := 'done';
		words := 'taken back: nothing left; it is a draft again';
	end if;
end $$;

do $do$
begin
	execute 'alter function docket.letter_recall(int, int, bigint, text[]) owner to docket_owner';
	execute 'revoke all on function docket.letter_recall(int, int, bigint, text[]) from public';
	execute 'grant execute on function docket.letter_recall(int, int, bigint, text[]) to docket_engine';
end $do$;
