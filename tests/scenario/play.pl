# Plays scenarios, twice each, in driven time: perl tests/scenario/play.pl BUILD SOCKET FOLDER HTTP FILE...
# A scenario is a script that a dispatcher can read. Each of its clients is made twice, and both are played step by step: the clock is
# moved to a line's time, the line is done through the command or the message that anybody has for it, and the engine is waited for. What
# comes of it must be equal, and what both did is printed as "when who what cost".
#   FOLDER has the keys, and the ledgers of the stand-ins (NAME.ledger) that listen at the ports in FOLDER/NAME.port.
# Prints one line a check: "ok" or "not ok", and the line of the script; exit 1 if one failed.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_base64 sha256_hex);
use HTTP::Tiny;
use IPC::Open2;
use JSON::PP;
use MIME::Base64;
use POSIX qw(strftime);
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm);

my ($build, $socket, $folder, $http_port, @files) = @ARGV;
my $key = 'test key, 24 bytes long.';
my $http = HTTP::Tiny->new(timeout => 20);
my $json = JSON::PP->new->canonical;
$ENV{ASAN_OPTIONS} = 'detect_leaks=0'; # a play calls docket dozens of times; other tests look for leaks
my $failures = 0;
my ($client, $file, $line_no);       # the scenario that is played

# ---------------------------------------------------------------- the store, asked through one psql

my ($from_store, $to_store);
sub open_store { open2($from_store, $to_store, 'psql', '-qAtX', '-h', $socket, '-U', 'postgres', '-d', 'docket'); }
sub sql {
	my ($text) = @_;
	print $to_store "$text;\n\\echo --done--\n";
	$to_store->flush;
	my @rows;
	while (defined(my $row = <$from_store>)) {
		chomp $row;
		return wantarray ? @rows : join("\n", @rows) if $row eq '--done--';
		push @rows, $row;
	}
	die "the store is gone\n";
}
sub quoted { my ($text) = @_; $text =~ s/'/''/g; return "'$text'"; }

# docket WORDS: both streams as one text.
sub docket {
	my @words = @_;
	my $pid = open(my $out, '-|') // die "no process: $!\n";
	if ($pid == 0) {
		open STDERR, '>&', \*STDOUT;
		exec "$build/docket", $words[0], '--socket', $socket, @words[1 .. $#words] or die;
	}
	local $/;
	my $said = <$out> // '';
	close $out;
	return ($said, $? >> 8);
}
sub admin {
	my ($said, $code) = docket(@_, '--user', 'postgres');
	stop("docket @_: $said") if $code;
}

# ---------------------------------------------------------------- checks

sub stop { my ($words) = @_; die "$file:$line_no: $words\n"; }
sub check {
	my ($is_well, $words, $got) = @_;
	print(($is_well ? 'ok' : 'not ok'), " - $client->{name} $file:$line_no $words\n");
	return if $is_well;
	$failures++;
	print "#      got: $got\n" if defined $got;
}

# ---------------------------------------------------------------- words of a line

# words TEXT: by blanks; "..." is one; key=value and key="..." stay one.
sub words {
	my ($text) = @_;
	my @words;
	while ($text =~ /\G\s*((?:[^\s",]|"[^"]*")+|,)/g) {
		my $word = $1;
		next if $word eq ',';
		$word =~ s/"//g;
		push @words, $word;
	}
	return @words;
}
sub settings { my %out = map { /^([\w.-]+)=(.*)$/ ? ($1 => $2) : () } @_; return %out; }

# A time of the day in the client's zone as an instant: 17:00, 17:00+1 (the day after the line's).
sub instant {
	my ($text) = @_;
	my ($hour, $minute, $days) = $text =~ /^(\d\d):(\d\d)(?:\+(\d+))?$/ or return undef;
	my ($year, $month, $day) = split /-/, $client->{day};
	local $ENV{TZ} = $client->{zone};
	POSIX::tzset();
	return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(POSIX::mktime(0, $minute, $hour, $day + ($days // 0), $month - 1, $year - 1900, 0, 0, -1)));
}

# ---------------------------------------------------------------- the head of a script

sub csv { return join(',', map { my $cell = $_ // ''; $cell =~ /[",]/ ? do { $cell =~ s/"/""/g; qq("$cell") } : $cell } @_) . "\n"; }
sub get { my ($path) = @_; open my $in, '<', $path or stop("$path: $!"); local $/; my $text = <$in>; close $in; return $text; }
sub put { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!\n"; print $out $text; close $out; }

my %columns = (party => [qw(kind code name tier zone mail language)], site => [qw(code name city country zone kind)],
	contract => [qw(customer ref words late-hour late-most failed line-hour detention-hour pod-within)],
	rate => [qw(carrier from to mode service amount transit lead ref)], contact => [qw(party site role name phone mail opens closes zone days)]);
my %first = (party => 3, site => 2, contract => 2, rate => 6, contact => 0);
my %file_of = (party => 'parties', site => 'sites', contract => 'contracts', rate => 'rates', contact => 'contacts');

sub head_line {
	my ($verb, $rest) = @_;
	if ($verb eq 'client') {
		$rest =~ /^(.*), manual (\S+), zone (\S+)$/ or stop('client TITLE, manual FILE, zone ZONE');
		@$client{qw(title manual zone)} = ($1, $2, $3);
	} elsif ($verb eq 'begins') {
		$rest =~ /(\d{4}-\d\d-\d\d) (\d\d:\d\d)$/ or stop('begins DAY YYYY-MM-DD HH:MM');
		@$client{qw(day first)} = ($1, $2);
	} elsif ($columns{$verb}) {
		my @words = words($rest);
		my %row = settings(@words);
		my @plain = grep { !/^[\w-]+=/ } @words;
		stop("$verb has other words first") if @plain != $first{$verb};
		@row{@{ $columns{$verb} }[0 .. $#plain]} = @plain if @plain;
		push @{ $client->{rows}{$verb} }, \%row;
	} elsif ($verb eq 'person') {
		$rest =~ /^(\w+) (\w+) of (\w+)(.*)$/ or stop('person NAME ROLE of DESK[, asks for up to SUM, SUM a day][, decides up to SUM]');
		my %person = (short => $1, role => $2, desk => $3);
		my $limits = $4;
		$person{ask} = [$1, $2] if $limits =~ /asks for up to (\S+), (\S+) a day/;
		$person{approve} = $1 if $limits =~ /decides up to ([^\s,]+)/;
		push @{ $client->{people} }, \%person;
	} elsif ($verb eq 'partner') {
		$rest =~ /^(\w+) (.*)$/ or stop('partner NAME sends ... / takes ...');
		$client->{partners}{$1} = $2;
	} else {
		stop("the head of a script has no $verb");
	}
}

# Makes the client that the head describes.
sub make_client {
	my $tenant = $client->{name};
	my $home = "$folder/$tenant";
	mkdir $home;
	admin('tenant', 'add', $tenant, '--title', $client->{title}, '--zone', $client->{zone}, '--clock', 'driven', '--start', instant($client->{first}));
	for my $kind (qw(party site contract rate contact)) {
		my $rows = $client->{rows}{$kind} or next;
		put("$home/$file_of{$kind}.csv", csv(@{ $columns{$kind} }) . join('', map { my $row = $_; csv(map { $row->{$_} } @{ $columns{$kind} }) } @$rows));
		admin('master', "$home/$file_of{$kind}.csv", '--tenant', $tenant);
	}
	my ($manual) = grep { -e } ("tests/scenario/$client->{manual}", "data/policies/$client->{manual}") or stop("there is no $client->{manual}");
	put("$home/$tenant.policy", get($manual));
	my @texts = ("$home/$tenant.policy");
	for my $name (sort keys %{ $client->{partners} }) {
		my $does = $client->{partners}{$name};
		if ($does =~ /sends/) {
			my $party = $does =~ /is (\w+:\w+)/ ? "party $1\n" : '';
			put("$home/$tenant-$name.interface", "title \"$name\"\n${party}mode live\nsecret $tenant.$name\n");
			push @texts, "$home/$tenant-$name.interface";
			put("$folder/$tenant.$name", 'whsec_' . encode_base64($key, '') . "\n");
			chmod 0400, "$folder/$tenant.$name";
		}
		if ($does =~ /takes/) {
			chomp(my $port = get("$folder/$name.port"));
			put("$home/$name.connector", $does =~ /mail/ ? "title \"$name\"\nkind mail\nmode live\nurl smtp://127.0.0.1:$port\n"
				: "title \"$name\"\nmode live\nurl http://127.0.0.1:$port/orders\nkey-header Idempotency-Key\nask-url http://127.0.0.1:$port/orders?ref=\n");
			push @texts, "$home/$name.connector";
		}
	}
	admin('apply', '--tenant', $tenant, @texts);
	for my $person (@{ $client->{people} }) {
		admin('operator', 'add', "$person->{short}$tenant", '--name', ucfirst $person->{short}, '--tenant', $tenant, '--role', $person->{role},
			'--desk', $person->{desk}, $person->{ask} ? ('--ask', $person->{ask}[0], '--day', $person->{ask}[1]) : (),
			$person->{approve} ? ('--approve', $person->{approve}) : ());
	}
	$client->{id} = sql("select docket.tenant_id_of(" . quoted($tenant) . ")");
}

# ---------------------------------------------------------------- time

sub quiet {
	my $end = time + 30;
	my $nap = 0.004;
	while (sql("select docket.quiet($client->{id}) and not exists (select 1 from docket.effect f where f.tenant_id = $client->{id}
			and f.state in ('waiting', 'ready', 'unknown') and f.run_at <= clock_timestamp() + interval '5 s')") ne 't') {
		stop('the engine is not quiet after 30 s') if time > $end;
		sleep($nap);
		$nap = $nap < 0.1 ? $nap * 1.5 : 0.1;
	}
}
sub move {
	my ($at) = @_;
	quiet();
	sql("select docket.advance_clock($client->{id}, " . quoted($at) . ')');
	quiet();
}

# ---------------------------------------------------------------- lines

sub message {
	my ($partner, $type, $ref, @words) = @_;
	my %data = settings(@words);
	my ($kind) = $type =~ /^(order|stock|invoice|interface)\./;
	$kind = delete $data{about} || $kind || 'shipment';
	$_ = instant($_) // $_ for values %data;
	my $body = $json->encode({ specversion => '1.0', id => "$file-$line_no", source => $partner, type => $type, subject => "$kind/$ref",
		time => instant($client->{now}), data => \%data });
	my $id = "$client->{name}-$line_no";
	my $stamp = int time;
	my $signature = hmac_sha256_base64("$id.$stamp.$body", $key);
	$signature .= '=' while length($signature) % 4;
	my $answer = $http->post("http://127.0.0.1:$http_port/v1/events/$client->{name}-$partner", { content => $body, headers => {
		'content-type' => 'application/cloudevents+json', 'webhook-id' => $id, 'webhook-timestamp' => $stamp, 'webhook-signature' => "v1,$signature" } });
	stop("$partner was answered with $answer->{status}: $answer->{content}") if $answer->{status} !~ /^20/;
	quiet();
}

sub login { my ($short) = @_; return "$short$client->{name}"; }
# The newest live case of a subject as the first person of the script may read it, of any type or one; NULL are left out.
sub case_of {
	my ($ref, $type) = @_;
	my $login = login($client->{people}[0]{short});
	my ($row) = sql("set session authorization $login; select jsonb_strip_nulls(to_jsonb(q)) from docket_read.case_queue q where subject = " . quoted($ref)
		. ($type ? ' and type = ' . quoted($type) : '') . ' order by opened_at desc limit 1; reset session authorization');
	return $row && $json->decode($row);
}

sub act {
	my ($who, $act, $ref, @words) = @_;
	my $case = case_of($ref) or stop("there is no open case of $ref");
	my %words = settings(@words);
	my ($said, $code) = docket('do', $act, $case->{ref}, (map { "$_=$words{$_}" } sort keys %words), '--user', login($who));
	quiet();
	return ($said, $code);
}

my %said_as = (claims => 'claim', releases => 'release', notes => 'note', calls => 'call', resolves => 'resolve', waits => 'wait', tells => 'tell',
	resumes => 'resume', reopens => 'reopen', assigns => 'assign');

sub person_line {
	my ($who, $rest) = @_;
	my ($verb, $more) = split / /, $rest, 2;
	my ($said, $code);
	if ($said_as{$verb}) {
		my ($ref, @words) = words($more);
		$_ =~ s/^(\w+)=(\d\d:\d\d(?:\+\d+)?)$/"$1=" . instant($2)/e for @words;
		($said, $code) = act($who, $said_as{$verb}, $ref, @words);
	} elsif ($verb eq 'asks') {
		$more =~ /^for ([\w-]+) of (\S+?), option "([^"]*)"(.*)$/ or stop('asks for ACT of REF, option "CARRIER"[, words="..."]');
		my ($act, $ref, $option, $words) = ($1, $2, $3, $4);
		my $case = case_of($ref) or stop("there is no open case of $ref");
		my ($offers) = docket('do', $act, $case->{ref}, words($words), '--preview', '--user', login($who));
		my ($no) = $offers =~ /^\s*(\d+)[ .:)].*\Q$option\E/m or stop("no offer of $option: $offers");
		($said, $code) = act($who, $act, $ref, words($words), "option=$no");
		$client->{asked} = $said;
	} elsif ($verb =~ /^(approves|denies)$/) {
		my ($ref, @words) = words($more =~ s/([\d.,]+) ([A-Z]{3})\b/$1$2/r);
		my $case = case_of($ref) or stop("there is no open case of $ref");
		my %words = settings(@words);
		my ($amount) = grep { /^[\d.,]+[A-Z]{3}$/ } @words;
		($said, $code) = $verb eq 'approves' ? docket('approve', $case->{ref}, '--amount', $amount, '--user', login($who))
			: docket('deny', $case->{ref}, '--reason', $words{reason}, '--user', login($who));
		quiet();
	} elsif ($verb eq 'does') {
		my ($act, $ref, @words) = words($more);
		($said, $code) = act($who, $act, $ref, @words);
	} else {
		stop("a person has no verb $verb");
	}
	$client->{refused} = $code ? $said : '';
	check($code == 0 || $client->{next_is_refusal}, "$who $rest", $said);
}

sub ledger {
	my ($name) = @_;
	open my $in, '<', "$folder/$name.ledger" or return ();
	my @entries = map { $json->decode($_) } <$in>;
	return grep { $_->{executed} && $_->{body} =~ /\Q$client->{name}\E|./s } @entries;
}
# What a stand-in was told of this client about a subject: bodies as they came.
sub arrived {
	my ($name, $kind, $ref) = @_;
	my %keys = map { $_ => 1 } sql("select key from docket.effect where tenant_id = $client->{id}");
	my @found;
	for my $entry (ledger($name)) {
		next unless $keys{ $entry->{key} };
		my $body = eval { $json->decode($entry->{body}) } // { text => $entry->{body} };
		next if $kind && ($body->{kind} // '') ne $kind;
		next if $ref && !grep { !ref $_ && ($_ // '') eq $ref } values %$body;
		push @found, { %$body, ledger_key => $entry->{key} };
	}
	return @found;
}

sub compare {
	my ($row, %wanted) = @_;
	my @wrong = grep { my $got = $row->{$_}; my $want = $wanted{$_}; $want eq 'none' ? defined $got && $got ne '' : !defined $got || $got ne $want } sort keys %wanted;
	return join(', ', map { "$_=" . ($row->{$_} // 'none') } @wrong);
}

sub then_line {
	my ($rest) = @_;
	if ($rest =~ /^(\S+) has no (?:open )?case$/) {
		my $case = case_of($1);
		check(!$case, $rest, $case && "$case->{ref} $case->{type} $case->{state}");
	} elsif ($rest =~ /^(\S+) has an? ([\w-]+) case(?:: (.*))?$/) {
		my $case = case_of($1, $2);
		my $wrong = $case ? compare($case, settings(words($3 // ''))) : 'no such case';
		check($wrong eq '', $rest, $wrong);
	} elsif ($rest =~ /^(\S+) costs ([\d.,]+) ([A-Z]{3}) if nothing is done$/) {
		my ($ref, $amount, $currency) = ($1, $2, $3);
		my $case = case_of($ref);
		check($case && ($case->{nothing_minor} // -1) == $amount =~ s/[.,]//gr && $case->{nothing_currency} eq $currency, $rest, $case && $json->encode($case));
	} elsif ($rest =~ /^it costs ([\d.,]+ [A-Z]{3}) and (waits for a decision|is within the limit)$/) {
		my ($cost, $how) = ($1, $2);
		my $waits = $client->{asked} =~ /waits|asked/ ? 'waits for a decision' : 'is within the limit';
		check(index($client->{asked}, $cost) >= 0 && $how eq $waits, $rest, $client->{asked});
	} elsif ($rest =~ /^it is refused: (.*)$/) {
		check(index($client->{refused}, $1) >= 0, $rest, $client->{refused} || 'it was done');
	} elsif ($rest =~ /^(\w+) has no ([\w.]+) for (\S+)$/) {
		my @found = arrived($1, $2 eq 'order' ? '' : $2, $3);
		check(!@found, $rest, scalar(@found) . ' of them');
	} elsif ($rest =~ /^(\w+) has an? ([\w.-]+) for (\S+?)(?:: (.*))?$/) {
		my ($name, $kind, $ref, $wanted) = ($1, $2, $3, $4);
		my @found = arrived($name, $kind, $ref);
		my $wrong = @found == 1 ? compare($found[0], settings(words($wanted // ''))) : scalar(@found) . ' of them';
		$client->{seen}{ $found[0]{ledger_key} } = 1 if @found == 1;
		check($wrong eq '', $rest, $wrong);
	} elsif ($rest eq 'nothing else was sent') {
		my @left = map { my $name = $_; map { "$name $_->{kind} " . ($_->{shipment} // '') } grep { !$client->{seen}{ $_->{ledger_key} } } arrived($name) }
			grep { $client->{partners}{$_} =~ /takes/ } sort keys %{ $client->{partners} };
		check(!@left, $rest, join('; ', @left));
	} else {
		stop("nothing can be checked by: $rest");
	}
}

sub play_line {
	my ($line, $next) = @_;
	if ($line =~ /^day\s+\w+ (\d{4}-\d\d-\d\d)$/) {
		$client->{day} = $1;
		return;
	}
	my ($time, $who, $rest) = $line =~ /^(\d\d:\d\d)?\s*(\S+)\s+(.*)$/;
	$rest =~ s/\s+$//;
	$client->{next_is_refusal} = $next =~ /^\s*then\s+it is refused/;
	if (defined $time) {
		$client->{now} = $time;
		move(instant($time));
	}
	if ($who eq 'then') {
		then_line($rest);
	} elsif ($who eq 'nothing') {
		stop('nothing happens') if $rest ne 'happens'; # but time
	} elsif (defined $client->{partners}{$who}) {
		message($who, words($rest));
	} elsif (grep { $_->{short} eq $who } @{ $client->{people} }) {
		person_line($who, $rest);
	} else {
		stop("nobody here is called $who");
	}
}

# ---------------------------------------------------------------- what was done

# Everything that the store has of the client but what another run must have otherwise: ids, numbers, digests, and the server's own times.
my $other_each_time = qr/(^|_)(id|ids|by|event|no|key|digest|hash|seq|version|fence|session|tty|login)$|^(v_|fields$|payload$|receipt$|(stored|known|run|sent|first|done|expires|released|drafted)_at$)/;
sub dump_of {
	my @tables = sql(q{select distinct c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
		where c.table_schema = 'docket' and c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE' and c.table_name ~ '^(subject|milestone|event|task|act
			|case_open|case_closed|case_clock|case_step|quote|approval.*|effect|letter|audit|disruption.*|receipt)$' order by 1} =~ s/\s*\|/|/gr);
	my @rows;
	for my $table (@tables) {
		for my $line (sql("select to_jsonb(t) from docket.$table t where tenant_id = $client->{id}")) {
			my $row = $json->decode($line);
			delete @$row{ grep { /$other_each_time/ || !defined $row->{$_} || $row->{$_} eq '' } keys %$row };
			delete $row->{due_at} if $table eq 'effect'; # server time, unlike that of a clock or task
			my $text = "$table " . $json->encode($row);
			$text =~ s/\b[CD]-\d+|$client->{name}|"(?:quote|approval|letter|task|effect)","\d+"|\d{7,}/#/g;
			push @rows, $text;
		}
	}
	return sort @rows;
}

# When, who, what, at what cost, a line each: what partners said, what policy did, what people did, what was sent. It is told from the
# store and not from the script; a reader of the script wrote the same into NAME.told. What was refused changed nothing and is not told.
sub told {
	my $of = "= $client->{id}";
	my $money = "|| coalesce(' ' || (q.amount_minor / 100.0)::numeric(12, 2) || ' ' || q.currency, '')";
	my @rows = sql("select to_char(x.at at time zone '$client->{zone}', 'MM-DD HH24:MI') || ' ' || x.words from (
		select m.received_at as at, 1 as rank, e.source || ' says ' || e.type as words from docket.event e
			join docket.message m on m.tenant_id = e.tenant_id and m.message_id = e.message_id where e.tenant_id $of and e.person_id is null
		union all select a.at, 2, 'docket opens ' || docket.arg(a.fields, 'type') from docket.audit a where a.tenant_id $of and a.what = 'case opened'
		union all select a.at, 2, 'docket goes on with it as ' || docket.arg(a.fields, 'type') from docket.audit a where a.tenant_id $of and a.what = 'case moved on'
		union all select distinct a.at, 3, p.short || ' ' || a.kind || coalesce(' ' || docket.arg(a.args, 'outcome'), '') from docket.act a
			join docket.person p using (person_id) where a.tenant_id $of and a.kind not in ('ask', 'request', 'decide')
		union all select p.asked_at, 4, w.short || ' request' $money from docket.approval p join docket.person w on w.person_id = p.asked_by
			join docket.quote q on q.tenant_id = p.tenant_id and q.quote_id = p.quote_id where p.tenant_id $of
		union all select g.at, 5, w.short || ' ' || g.verdict $money from docket.approval_sign g join docket.person w using (person_id)
			join docket.quote q on q.tenant_id = g.tenant_id and q.quote_id = g.quote_id where g.tenant_id $of
		union all select a.at, 6, 'docket sends ' || i.name || ' ' || f.kind || case when f.kind like '%.cancel' then '' else '' $money end from docket.audit a
			join docket.effect f on f.tenant_id = a.tenant_id and f.effect_id = a.id join docket.interface i on i.tenant_id = f.tenant_id and i.interface_id = f.interface_id
			left join docket.quote q on q.tenant_id = f.tenant_id and q.quote_id = f.quote_id where a.tenant_id $of and a.what = 'effect done'
		union all select a.at, 7, 'docket clears it' from docket.audit a where a.tenant_id $of and a.what = 'case cleared') x order by x.at, x.rank, x.words");
	return map { s/$client->{name}\b//gr } @rows;
}

sub play {
	my ($path, $name) = @_;
	my @lines = split /\n/, get($path);
	($file) = $path =~ m{([^/]+)\.scenario$};
	$client = { name => $name, people => [], partners => {}, seen => {}, asked => '', refused => '' };
	my $is_head = 1;
	for my $i (0 .. $#lines) {
		my $line = $lines[$i];
		$line_no = $i + 1;
		next if $line =~ /^\s*(#|$)/;
		if ($is_head && $line =~ /^([a-z]\w*)\s+(.*)$/) {
			head_line($1, $2);
			next;
		}
		make_client() if $is_head;
		$is_head = 0;
		my ($next) = grep { !/^\s*(#|$)/ } @lines[$i + 1 .. $#lines];
		play_line($line, $next // '');
	}
	put("$folder/$name.dump", join('', map { "$_\n" } dump_of()));
	put("$folder/$name.told", join('', map { "$_\n" } told()));
}

# Each play in a process of its own, so many at once; its checks come out in one piece.
sub play_all {
	my @plays = map { my ($stem) = m{([^/]+)\.scenario$}; my $name = $stem =~ s/[^a-z0-9]//gr; ([$_, "${name}a"], [$_, "${name}b"]) } @_;
	my %running;
	my $is_well = 1;
	while (@plays || %running) {
		while (@plays && keys %running < 3) {
			my ($path, $name) = @{ shift @plays };
			my $pid = fork // die "no process: $!\n";
			if ($pid == 0) {
				open STDOUT, '>', "$folder/$name.checks";
				$| = 1;
				alarm 200;
				open_store();
				eval { play($path, $name); 1 } or do { print "not ok - $name stopped: $@"; $failures++ };
				exit($failures ? 1 : 0);
			}
			$running{$pid} = $name;
		}
		my $pid = wait;
		$is_well = 0 if $?;
		print get("$folder/" . delete($running{$pid}) . '.checks');
	}
	return $is_well;
}

my $is_well = play_all(@files);
for my $path (@files) {
	my ($stem) = $path =~ m{([^/]+)\.scenario$};
	my $name = $stem =~ s/[^a-z0-9]//gr;
	($file, $line_no, $client) = ($stem, 0, { name => "${name}a" });
	for my $what (qw(dump told)) {
		next unless -e "$folder/${name}a.$what" && -e "$folder/${name}b.$what";
		my %second = map { $_ => 1 } split /\n/, get("$folder/${name}b.$what");
		my @only = grep { !$second{$_} } split /\n/, get("$folder/${name}a.$what");
		check(get("$folder/${name}a.$what") eq get("$folder/${name}b.$what"), "played twice: the same $what", join("\n#           ", @only[0 .. ($#only < 5 ? $#only : 5)]));
	}
	(my $wanted = $path) =~ s/scenario$/told/;
	next unless -e $wanted && -e "$folder/${name}a.told";
	check(get("$folder/${name}a.told") eq get($wanted), 'what was done is what a reader of the script says', get("$folder/${name}a.told"));
}
exit($is_well && !$failures ? 0 : 1);
