# Random programs against a whole operation: perl tests/programs/programs.pl BUILD SOCKET FOLDER [--programs N] [--seed N] [--bunch N] [--steps N]
# Three people (ana asks; sam, who has two logins, and lea decide), two engines, partners that lose answers. A program is up to 30 steps about
# one shipment of its own: news of partners, acts with fresh and stale versions, offers asked for and decided by who may and who may not, two at
# once, the same once more, time that goes on, an engine that is killed. A bunch of programs is played interleaved; then, when nothing is under
# way, the invariants of invariants.sql are asked. What an act may change is judged at once, with its case held.
#   FOLDER has the keys of interfaces, and the stand-ins' ledgers (NAME.ledger).
# Prints a line for each invariant; exit 1 if one is broken, with the seed, the steps and the rows. The seed gives the same draws; what two
# engines make of them at once may come in another order.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_base64);
use Getopt::Long;
use HTTP::Tiny;
use IPC::Open2;
use JSON::PP;
use POSIX qw(strftime);
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm);

my %how = (programs => 50, seed => int(rand(2**31)), bunch => 50, steps => 30, kills => 10);
GetOptions(\%how, 'programs=i', 'seed=i', 'bunch=i', 'steps=i', 'kills=i') or exit 2;
my ($build, $socket, $folder) = @ARGV;
my $client = 'programs';
my $key = 'test key, 24 bytes long.';
my $http = HTTP::Tiny->new(timeout => 8, keep_alive => 1);
my $json = JSON::PP->new->canonical;
my ($tenant, $now, %rests, %breaches, %tried, @log);

# ---------------------------------------------------------------- the store: one session that is everybody's, two more for what happens at once

sub session { my %s = (ask => undef, out => undef); $s{pid} = open2($s{out}, $s{ask}, 'sh', '-c', 'exec psql -qAtX -h "$0" -U postgres -d docket 2>&1', $socket); return \%s; }
sub send_sql { my ($s, $text) = @_; my $to = $s->{ask}; print $to "$text;\n\\echo --done--\n"; $to->flush; }
sub rows_of {
	my ($s) = @_;
	my ($from, @rows) = ($s->{out});
	while (defined(my $row = <$from>)) {
		chomp $row;
		return @rows if $row eq '--done--';
		push @rows, $row;
	}
	die "the store is gone\n";
}
my @sessions = map { session() } 1 .. 3;
sub sql {
	my ($text, $may_fail) = @_;
	send_sql($sessions[0], $text);
	my @rows = rows_of($sessions[0]);
	die "$text\n", join("\n", @rows), "\n" if !$may_fail && grep { /^ERROR: / } @rows;
	return wantarray ? @rows : join("\n", @rows);
}
sub quoted { my ($text) = @_; $text =~ s/'/''/g; return "'$text'"; }
sub array_of { return 'array[' . join(',', map { quoted($_) } @_) . ']::text[]'; }
sub get { my ($path) = @_; open my $in, '<', $path or die "$path: $!\n"; local $/ = undef; my $text = <$in>; close $in; return $text; }

# ---------------------------------------------------------------- two engines

my (%engine, $draws);
sub engine_start {
	my ($no) = @_;
	my $ports = "$folder/engine$no.ports";
	unlink $ports;
	my $pid = fork // die "no process: $!\n";
	if ($pid == 0) {
		open STDOUT, '>>', "$folder/../engine$no.log";
		open STDERR, '>&', \*STDOUT;
		exec "$build/docketd", "--store-host=$socket", "--secrets-dir=$folder", '--http-port=0', '--feed-port=0', '--lease=1000', "--ports-file=$ports",
			'--allow-unsafe-store', '--send-retry=200ms', '--send-retry-most=1s', '--send-timeout=500', '--send-lease=2000' or POSIX::_exit(1);
	}
	open my $list, '>>', "$folder/../pids";
	print $list "$pid\n";
	$engine{$no} = { pid => $pid, ports => $ports };
}
sub engine_look { # does it serve again?
	my ($no) = @_;
	return 1 if $engine{$no}{port};
	return 0 unless -s $engine{$no}{ports} && get($engine{$no}{ports}) =~ /^(\d+)/;
	my $port = $1;
	$engine{$no}{port} = $port if $http->get("http://127.0.0.1:$port/health")->{status} == 200;
	return $engine{$no}{port};
}
sub engine_wait {
	my ($no) = @_;
	my $end = time + 20;
	until (engine_look($no)) {
		die "engine $no does not serve\n" if time > $end;
		sleep 0.03;
	}
}
sub engine_kill { my ($no) = @_; kill 'KILL', $engine{$no}{pid}; waitpid $engine{$no}{pid}, 0; engine_start($no); }
END { my $code = $?; kill 'KILL', map { $_->{pid} } values %engine; $? = $code; }

# ---------------------------------------------------------------- draws: each program has its own

sub draw { # a number below MOST, the program's next
	my ($p, $most) = @_;
	$p->{state} = ($p->{state} * 1103515245 + 12345) % 2**31;
	return int($p->{state} / 65536) % $most;
}
sub chance { my ($p, $percent) = @_; return draw($p, 100) < $percent; }
sub one_of { my ($p, @of) = @_; return $of[draw($p, scalar @of)]; }
sub note { my ($p, $words) = @_; push @{ $p->{steps} }, $words; $tried{ (split / /, $words)[0] }++; }
sub breach { my ($p, $name, $words) = @_; push @{ $breaches{$name} }, { program => $p, at => "step " . @{ $p->{steps} } . ": $p->{steps}[-1]", words => $words }; }

# ---------------------------------------------------------------- news

my @news;    # what is to be posted: interface, event
sub stamp { my ($hours) = @_; return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime($now + $hours * 3600)); }
sub announce {
	my ($p, $interface, $type, %data) = @_;
	my $event = { specversion => '1.0', id => "$p->{ref}-" . ++$p->{told}, source => $interface, type => $type, subject => "shipment/$p->{ref}", time => stamp(0), data => \%data };
	$p->{last} = [$interface, $event];
	push @news, $p->{last};
}
sub post_news {
	my %of;
	push @{ $of{ $_->[0] } }, $_->[1] for @news;
	@news = ();
	for my $interface (sort keys %of) {
		my $body = $json->encode($of{$interface});
		my $id = "$interface-" . ++$draws;
		my $end = time + 30;
		while (1) {
			my $stamp = int time;
			my $signature = hmac_sha256_base64("$id.$stamp.$body", $key);
			$signature .= '=' while length($signature) % 4;
			my $port = $engine{ $draws % 2 }{port} // 1;
			my $answer = $http->post("http://127.0.0.1:$port/v1/events/$client-$interface", { content => $body, headers => {
				'content-type' => 'application/cloudevents-batch+json', 'webhook-id' => $id, 'webhook-timestamp' => $stamp, 'webhook-signature' => "v1,$signature" } });
			last if $answer->{status} =~ /^20/;
			die "$interface was answered with $answer->{status} by the engine at $port: $answer->{content}\n", join("\n", sql("select pid, usename, state, wait_event_type, wait_event, now() - query_start, left(query, 100) from pg_stat_activity where datname = 'docket' and state <> 'idle'")), "\n" if $answer->{status} =~ /^4/ || time > $end;
			$draws++;
			engine_look($_) for 0, 1;
			sleep 0.02;
		}
	}
}
sub plan {
	my ($p) = @_;
	announce($p, 'tms', 'shipment.planned', title => '20 pallets', customer => 'RETAIL', carrier => 'FREIGHT', origin => 'HAM', dest => 'MUC', pickup => stamp(2),
		promise => stamp(6), deliver => stamp(6), order => "SO-$p->{ref}", chance($p, 30) ? (line_down => 'yes') : ());
}
my @tidings = (
	['late'      => 8, sub { announce($_[0], 'freight', 'shipment.eta', at => stamp(7 + draw($_[0], 9))) }],
	['in-time'   => 3, sub { announce($_[0], 'freight', 'shipment.eta', at => stamp(1 + draw($_[0], 3))) }],
	['failed'    => 3, sub { announce($_[0], 'freight', 'delivery.failed', reason => 'closed') }],
	['delivered' => 1, sub { announce($_[0], 'freight', 'delivery.completed', at => stamp(-1)) }],
	['picked-up' => 1, sub { announce($_[0], 'freight', 'shipment.picked-up', at => stamp(0)) }],
	['cancelled' => 2, sub { announce($_[0], 'freight', 'shipment.cancelled', reason => 'no truck') }],
	['taken-back' => 2, sub { my ($p) = @_; announce($p, $p->{last}[0], 'retraction', retracts => "$p->{last}[0] $p->{last}[1]{id}") if $p->{last} }],
	['twice'     => 3, sub { push @news, $_[0]{last} if $_[0]{last} }],
	['planned-anew' => 2, sub { plan($_[0]) }]);

# ---------------------------------------------------------------- people

my %person = (ana => 'ana', sam => 'sam', sam_two => 'sam', lea => 'lea');
my $everybody = [qw(ana sam sam_two lea)];
sub key_of { my ($p) = @_; return "$p->{ref}-key-" . ++$p->{keys}; }
sub as { my ($login, $text) = @_; return "set session authorization $login; select 'answer ' || row_to_json(a) from $text a; reset session authorization"; }
sub answer_of { my ($row) = grep { /^answer / } @_; return $row ? $json->decode($row =~ s/^answer //r) : { code => 'none', words => join(' ', @_) }; }

# try PROGRAM, LOGIN, CALL: with the case held, so that what was and what is are one act's doing. Returns the answer.
sub try {
	my ($p, $login, $call, %of) = @_;
	my $case = $p->{view}{case} // 0;
	my @rows = sql("begin; select 'held' from docket.case_open where tenant_id = $tenant and case_id = $case for update;
		select 'versions ' || v_owner || ' ' || v_state || ' ' || v_money || ' ' || v_plan from docket.case_open where tenant_id = $tenant and case_id = $case;
		select 'before ' || checks.picture($tenant, $case); " . as($login, $call) . "; select 'after ' || checks.picture($tenant, $case); commit;
		select pg_notify('docket_engine', 'act')", 1);
	my $answer = answer_of(@rows);
	my ($before) = map { /^before (.*)/ ? $1 : () } @rows;
	my ($after) = map { /^after (.*)/ ? $1 : () } @rows;
	my ($versions) = map { /^versions (.*)/ ? [split / /, $1] : () } @rows;
	note($p, "$of{what} $login $call -> $answer->{code}: $answer->{words}");
	$tried{"= $answer->{code}"}++;
	breach($p, 'I21', 'the store answered with an error') if $answer->{code} eq 'none';
	breach($p, 'I21', "refused, but it changed\n#    before $before\n#    after  $after") if $answer->{code} ne 'done' && $before ne $after;
	judge_seen($p, $answer, $versions, %of) if $versions && !$of{again};
	$p->{sent} = { login => $login, call => $call, answer => $answer } if $answer->{code} eq 'done' && $case;
	return ($answer, $before, $after);
}

my @groups = qw(owner state money plan);
sub judge_seen {
	my ($p, $answer, $is, %of) = @_;
	my $seen = $of{seen} or return;
	my @changed = grep { my $i = $_; defined $seen->[$i] && $seen->[$i] != $is->[$i] && grep { $_ eq $groups[$i] } @{ $of{rests} } } 0 .. 3;
	if ($answer->{code} eq 'done' && @changed) {
		breach($p, 'I21', 'done, but these had changed: ' . join(' ', @groups[@changed]));
	} elsif ($answer->{code} eq 'changed' && $answer->{words} =~ /^its (.*?) changed since/) {
		my %said = map { $_ => 1 } split / and /, $1;
		breach($p, 'I21', "refused for $1, where changed was: @groups[@changed]") if join(' ', sort keys %said) ne join(' ', sort @groups[@changed]);
	}
}
sub seen_by { # the versions on the screen: as they are, older by one in one group, or not looked at
	my ($p) = @_;
	my @seen = @{ $p->{view}{seen} };
	return undef if chance($p, 15);
	$seen[draw($p, 4)]-- if chance($p, 25);
	return \@seen;
}
sub act {
	my ($p, $kind, $login, @args) = @_;
	my $seen = seen_by($p);
	my $words = $seen ? 'array[' . join(',', @$seen) . ']' : 'null';
	return try($p, $login, "docket_do.act('$kind', $tenant, $p->{view}{case}, $words, " . array_of(@args) . ", '" . key_of($p) . "')", what => $kind, seen => $seen, rests => $rests{$kind});
}
sub offers { my ($p, $state) = @_; return grep { $_->[2] eq $state } @{ $p->{view}{quotes} // [] }; }
sub digest_of { my ($p, $quote) = @_; return chance($p, 85) ? $quote->[1] : chance($p, 50) ? one_of($p, @{ $p->{view}{quotes} })->[1] : 'ab' x 32; }
sub money_call {
	my ($p, $what, $quote, $digest) = @_;
	return $what eq 'request' ? "docket_do.request($tenant, $quote->[0], '$digest', 'because', '" . key_of($p) . "', " . (chance($p, 20) ? 'true' : 'false') . ')'
		: "docket_do.decide($tenant, $quote->[0], '$digest', '" . (chance($p, 85) ? 'approve' : 'deny') . "', 'for a reason', '" . key_of($p) . "', 'pts/1')";
}
sub money {
	my ($p, $what) = @_;
	my @of = offers($p, $what eq 'request' ? 'offered' : 'asked');
	@of = @{ $p->{view}{quotes} // [] } if !@of || chance($p, 10);
	return $what eq 'decide' && offers($p, 'offered') ? money($p, 'request') : act($p, 'ask', one_of($p, 'ana', 'ana', 'sam', 'lea'), action => 'rebook') if !@of;
	my $quote = one_of($p, @of);
	my $digest = digest_of($p, $quote);
	my $login = one_of($p, @$everybody, 'lea');
	my ($answer) = try($p, $login, money_call($p, $what, $quote, $digest), what => $what,
		$what eq 'request' ? (seen => [undef, @$quote[4, 6, 5]], rests => [qw(state money plan)]) : ());
	breach($p, 'I12', 'done with another digest than its own') if $answer->{code} eq 'done' && $digest ne $quote->[1];
}

# Two sessions at once: both are sent before one is read.
sub both {
	my ($p, $what, @calls) = @_;
	send_sql($sessions[1 + $_], as(@{ $calls[$_] })) for 0, 1;
	my @answers = map { answer_of(rows_of($sessions[1 + $_])) } 0, 1;
	note($p, "$what at once: " . join(' / ', map { "$calls[$_][0] $calls[$_][1] -> $answers[$_]{code}: $answers[$_]{words}" } 0, 1));
	sql("select pg_notify('docket_engine', 'act')");
	breach($p, 'I21', 'the store answered with an error') if grep { $_->{code} eq 'none' } @answers;
	return @answers;
}
sub both_claim {
	my ($p) = @_;
	my @logins = ('ana', one_of($p, 'sam', 'lea'));
	my @answers = both($p, 'claim', map { [$_, "docket_do.act('claim', $tenant, $p->{view}{case}, null, '{}', '" . key_of($p) . "')"] } @logins);
	breach($p, 'I22', 'two people hold it') if 2 == grep { $_->{code} eq 'done' } @answers;
}
sub both_decide {
	my ($p) = @_;
	my @asked = offers($p, 'asked');
	my $quote = @asked ? one_of($p, @asked) : return money($p, 'request');
	my @logins = @{ one_of($p, ['sam', 'lea'], ['sam', 'sam_two'], ['lea', 'lea']) };
	both($p, 'decide', map { [$_, money_call($p, 'decide', $quote, $quote->[1])] } @logins);
}
sub both_request {
	my ($p) = @_;
	my @offered = offers($p, 'offered');
	return act($p, 'ask', 'ana', 'action', 'rebook') if !@offered;
	both($p, 'request', map { [$_, money_call($p, 'request', one_of($p, @offered), one_of($p, @offered)->[1])] } 'ana', one_of($p, 'ana', 'sam'));
}

# The same once more: the same answer, and nothing happens; under somebody else's key nothing happens at all.
sub again {
	my ($p) = @_;
	my $sent = $p->{sent} or return note($p, 'again: nothing was sent');
	my @others = grep { $person{$_} ne $person{ $sent->{login} } } @$everybody;
	my $login = chance($p, 25) ? one_of($p, @others) : $sent->{login};
	my ($answer, $before, $after) = try($p, $login, $sent->{call}, what => 'again', again => 1);
	breach($p, 'I13', "the same key did it twice\n#    before $before\n#    after  $after") if $before ne $after;
	my $is_same = ($answer->{act_id} // 0) == ($sent->{answer}{act_id} // 0);
	breach($p, 'I13', 'the same key had another answer') if $login eq $sent->{login} && $answer->{code} !~ /^(busy|no-engine)$/ && !$is_same;
	breach($p, 'I13', 'a key of somebody else was honoured') if $login ne $sent->{login} && $answer->{code} eq 'done';
}
sub manual {
	my ($p) = @_;
	if (chance($p, 50)) {
		try($p, 'sam', "docket_do.act('apply', $tenant, null, null, " . array_of('kind', 'policy', 'name', $client, 'body', "include core\n\npolicy \"Programs\"\n\naction rebook\n\tshipment 900000EUR\n\ttwo from 900000EUR\n") . ", '" . key_of($p) . "')", what => 'apply');
	} else {
		my $version = sql("select max(version) from docket.text_version where tenant_id = $tenant and kind = 'policy' and name = '$client'");
		try($p, one_of($p, 'sam', 'sam_two'), "docket_do.act('agree', $tenant, null, null, " . array_of('kind', 'policy', 'name', $client, 'version', $version) . ", '" . key_of($p) . "')", what => 'agree');
	}
}

# ---------------------------------------------------------------- time, deaths

sub is_quiet {
	return sql("select docket.quiet($tenant) and not exists (select 1 from docket.effect f where f.tenant_id = $tenant and f.state in ('waiting', 'ready', 'unknown', 'sending', 'asking')
		and f.run_at <= clock_timestamp() + interval '60 s' and (f.state <> 'waiting' or exists (select 1 from docket.quote q where q.tenant_id = f.tenant_id and q.quote_id = f.quote_id)))
		and not exists (select 1 from docket.audit a where a.tenant_id = $tenant and a.audit_no is null)
		and not exists (select 1 from docket.quote q where q.tenant_id = $tenant and q.state = 'approved')") eq 't';
}
sub wait_quiet {
	my $end = time + 60;
	my $nap = 0.005;
	until (is_quiet()) {
		die "not quiet after 60 s: " . join('; ', sql("select 'effect', state, last_error, count(*) from docket.effect where tenant_id = $tenant group by 1, 2, 3
			union all select 'act', state, kind, count(*) from docket.act where tenant_id = $tenant group by 1, 2, 3
			union all select 'message', state, '', count(*) from docket.message where tenant_id = $tenant group by 1, 2
			union all select 'event', state, type, count(*) from docket.event where tenant_id = $tenant group by 1, 2, 3")) . "\n" if time > $end;
		sleep $nap;
		$nap = $nap < 0.1 ? $nap * 1.5 : 0.1;
	}
}
sub move_clock {
	my ($p) = @_;
	$now += 60 * one_of($p, 1, 5, 10, 20, 40, 60, 120, 240);
	note($p, 'clock ' . stamp(0));
	sql("select docket.advance_clock($tenant, '" . stamp(0) . "')");
}

# ---------------------------------------------------------------- programs

my @acts = (
	[claim => 6, sub { act($_[0], 'claim', one_of($_[0], @$everybody)) }], [release => 3, sub { act($_[0], 'release', one_of($_[0], @$everybody)) }],
	[wait => 4, sub { act($_[0], 'wait', one_of($_[0], 'ana', 'lea'), until => stamp(0.2 + draw($_[0], 8) / 2), reason => one_of($_[0], 'customer decides', 'consignee closed', 'other')) }],
	[resume => 3, sub { act($_[0], 'resume', one_of($_[0], @$everybody)) }], [note => 1, sub { act($_[0], 'note', 'ana', words => 'noted') }],
	[next => 2, sub { act($_[0], 'next', 'ana', words => 'call', at => stamp(0.3 + draw($_[0], 4))) }],
	[resolve => 2, sub { act($_[0], 'resolve', one_of($_[0], 'ana', 'sam'), outcome => 'rebooked', side => 'carrier') }],
	[reopen => 3, sub { act($_[0], 'reopen', one_of($_[0], 'ana', 'sam')) }],
	[call => 2, sub { act($_[0], 'call', 'ana', who => 'FREIGHT', how => 'phone', says => 'eta', eta => stamp(4 + draw($_[0], 8))) }],
	[ask => 10, sub { act($_[0], 'ask', one_of($_[0], 'ana', 'ana', 'sam', 'lea'), action => 'rebook') }],
	[request => 14, sub { money($_[0], 'request') }], [decide => 14, sub { money($_[0], 'decide') }],
	[both_claim => 2, \&both_claim], [both_decide => 4, \&both_decide], [both_request => 3, \&both_request], [again => 4, \&again], [manual => 1, \&manual]);
sub choose {
	my ($p, @of) = @_;
	my $most = 0;
	$most += $_->[1] for @of;
	my $at = draw($p, $most);
	for (@of) { return $_ if ($at -= $_->[1]) < 0 }
}
sub step {
	my ($p) = @_;
	if (!$p->{told} && !$p->{is_planned}++ && chance($p, 85)) { # some are told of before they are planned
		note($p, 'planned');
		plan($p);
		$tidings[0][2]($p) if chance($p, 80);
	} elsif (!$p->{view} ? chance($p, 90) : chance($p, 22)) {
		my $tiding = choose($p, $p->{told} ? @tidings : ($tidings[0], $tidings[-1]));
		$tiding->[2]($p);
		note($p, $tiding->[0] . ($p->{last} ? " $p->{last}[1]{id}" : ''));
	} elsif (chance($p, 4)) {
		move_clock($p);
	} elsif ($p->{dies} && draw($p, 10) == 0) {
		$p->{dies} = 0;
		my $no = draw($p, 2);
		note($p, "killed engine $no");
		engine_kill($no);
	} elsif ($p->{view}) {
		choose($p, @acts)->[2]($p);
	}
}
sub look { # at all that this bunch may act on
	my ($bunch) = @_;
	my %view = map { $_->{ref} => $_ } map { $json->decode($_) } sql("select checks.view($tenant)");
	$_->{view} = $view{ $_->{ref} } for @$bunch;
}
sub play {
	my ($bunch) = @_;
	for my $round (1 .. $how{steps}) {
		look($bunch);
		for my $p (@$bunch) {
			next if $round > $p->{length};
			step($p);
		}
		post_news();
		engine_look($_) for 0, 1;
		my $end = time + 0.12; # mostly the engines are up to date when the next round looks, not always
		sleep 0.01 while time < $end && sql("select docket.quiet($tenant)") ne 't';
	}
}

# ---------------------------------------------------------------- the judge

sub read_ledgers {
	sql('truncate checks.ledger');
	for my $name (qw(tms erp mail)) {
		open my $in, '<', "$folder/$name.ledger" or next;
		my @rows = map { my $row = $json->decode($_); '(' . join(',', quoted($name), quoted($row->{key} // ''), $row->{status} // 0, ($row->{executed} ? 'true' : 'false'), quoted($row->{sha256} // ''), quoted($name eq 'mail' ? '' : $row->{body} // '')) . ')' } <$in>;
		close $in;
		sql('insert into checks.ledger (target, key, status, executed, sha256, body) values ' . join(',', splice(@rows, 0, 200))) while @rows;
	}
}
my @invariants = do {
	my ($head, @parts) = split /^-- (I\d+): (.*)\n/m, get('tests/programs/invariants.sql');
	map { [$parts[3 * $_], $parts[3 * $_ + 1], $parts[3 * $_ + 2] =~ s/:tenant\b/TENANT/gr =~ s/;\s*$//r] } 0 .. @parts / 3 - 1;
};
sub judge {
	my ($bunch) = @_;
	read_ledgers();
	for my $of (@invariants) {
		my @rows = sql($of->[2] =~ s/TENANT/$tenant/gr);
		push @{ $breaches{ $of->[0] } }, { words => "$of->[1]:\n#    " . join("\n#    ", @rows[0 .. ($#rows < 9 ? $#rows : 9)]) } if @rows;
	}
	my $said = `$build/docket audit verify --tenant $client --socket $socket --user postgres 2>&1`;
	push @{ $breaches{I23} }, { words => "docket audit verify: $said" } if $?;
	push @{ $breaches{I24} }, { words => 'what another client reads is other than it was' } if others() ne $how{others};
}
# All that the other client's person reads, with the cases of ours that she may name.
sub others {
	my @views = sql("select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' where c.relnamespace = 'docket_read'::regnamespace and c.relkind = 'v' order by 1");
	return join("\n", sql("set session authorization eve; " . join('; ', map { "select '$_', count(*), count(*) filter (where tenant_id = $tenant) from docket_read.$_" } @views) .
		"; select (docket_do.act('note', $tenant, (select 1), null, array['words', 'x'], 'eve-asks-1')).code; reset session authorization"));
}

# The programs whose steps name a number that stands in a row that should not be there; all, if none does.
sub suspects {
	my @bunch = @_;
	my %number = map { $_ => 1 } map { $_->{words} =~ /\b(\d{3,})\b/g } map { @$_ } values %breaches;
	my %named = map { $_->{program} ? ($_->{program}{ref} => 1) : () } map { @$_ } values %breaches;
	my @found = grep { my $p = $_; $named{ $p->{ref} } || grep { grep { $number{$_} } /\b(\d{3,})\b/g } @{ $p->{steps} } } @bunch;
	return @found ? @found : @bunch;
}

# ---------------------------------------------------------------- all of them

$ENV{ASAN_OPTIONS} = 'detect_leaks=0'; # engines are killed; other tests look for leaks
my $began = time;
engine_start($_) for 0, 1;
sql(get('tests/programs/watch.sql') =~ s/;\s*$//r);
my @edges = get('data/model/states.c') =~ /\{ "(\w+)", "(\w*)", "(\w+)",/g;
sql('insert into checks.edge values ' . join(',', map { "('$edges[3 * $_]', '$edges[3 * $_ + 1]', '$edges[3 * $_ + 2]')" } 0 .. @edges / 3 - 1));
$tenant = sql("select docket.tenant_id_of('$client')");
$now = sql("select extract(epoch from docket.tenant_now($tenant))::bigint");
%rests = map { my ($kind, $rests) = split /\|/; $kind => [split /,/, $rests] } sql("select kind, array_to_string(rests, ',') from docket.act_kind");
$how{others} = others();
engine_wait($_) for 0, 1;
print "# --seed $how{seed} --programs $how{programs}\n";
for (my $first = 0; $first < $how{programs} && !%breaches; $first += $how{bunch}) {
	my $last = $first + $how{bunch} < $how{programs} ? $first + $how{bunch} : $how{programs};
	my @bunch = map { my $seed = ($how{seed} + $_) % 2**31; my $p = { seed => $seed, state => $seed, ref => "P$_-$seed", steps => [], told => 0 };
		draw($p, 2) for 1 .. 5; $p->{length} = 15 + draw($p, $how{steps} - 14); $p->{dies} = chance($p, $how{kills}); $p } $first .. $last - 1;
	play(\@bunch);
	engine_wait($_) for 0, 1;
	wait_quiet();
	judge(\@bunch);
	for my $p ($how{programs} == 1 ? @bunch : %breaches ? suspects(@bunch) : ()) {
		push @log, "# program --seed $p->{seed} --programs 1, shipment $p->{ref}:", map { "#    $_" } @{ $p->{steps} };
	}
}
printf "# %d programs in %.1f s\n", $how{programs}, time - $began;
print '# steps: ', join(', ', map { "$_ $tried{$_}" } sort keys %tried), "\n";
my %named = map { $_->[0] => 1 } @invariants;
$named{$_} = 1 for qw(I21 I22 I24);
for my $name (sort { substr($a, 1) <=> substr($b, 1) } keys %named) {
	print(($breaches{$name} ? 'not ok' : 'ok'), " - $name\n");
	for my $of (@{ $breaches{$name} // [] }[0 .. ($#{ $breaches{$name} // [] } < 4 ? $#{ $breaches{$name} // [] } : 4)]) {
		print "# $name" . ($of->{program} ? " in --seed $of->{program}{seed}, shipment $of->{program}{ref}, $of->{at}\n#    " : ' ') . "$of->{words}\n";
	}
}
print map { "$_\n" } @log if %breaches || $how{programs} == 1;
exit(%breaches ? 1 : 0);
