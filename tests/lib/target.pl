# A system that is written back to, for tests, in a process of its own with a ledger of its own: perl tests/lib/target.pl FOLDER KEY=VALUE...
#   shape=plain|sap|oracle|dynamics|netsuite   how it speaks; the last four are stand-ins of these systems' public shapes, not the systems
#   keys=1 ask=1      plain: it honours Idempotency-Key; it says whether it has a key (GET ...?ref=KEY)
#   drop= error= hang= reset= conflict=        per thousand: does it and never answers; 5xx, done or not; never answers, does nothing; breaks
#                     the link, done or not; 409, not done yet
#   refuse=TEXT       what holds this text is refused for good (422)
#   seed=N
# Its port is in FOLDER/port. Each arrival is a line of FOLDER/ledger before it is answered: microseconds, method, path, key, status (0 = none),
# executed, a digest of the bytes. While FOLDER/mode is there, its first line is the status that everything gets ("reset": the link breaks).
use strict;
use warnings;
use Digest::SHA 'sha256_hex';
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes 'time';

my $folder = shift or die "target.pl FOLDER KEY=VALUE...\n";
my %option = (shape => 'plain', keys => 1, ask => 1, seed => 1, map { split /=/, $_, 2 } @ARGV);
srand $option{seed};
my $server = IO::Socket::INET->new(Listen => 128, LocalAddr => '127.0.0.1', ReuseAddr => 1) or die "no port: $!\n";
open my $ledger, '>>', "$folder/ledger" or die;
$ledger->autoflush(1);
open my $file, '>', "$folder/port.new" or die;
print $file $server->sockport . "\n";
close $file;
rename "$folder/port.new", "$folder/port";

my (%done, %state, $calls, $token);
my $number = 0;
sub receipt { return sprintf '%s-%06d', $option{shape}, ++$number }
sub key_of { my ($head, $body) = @_; return ($head->{'idempotency-key'} // '') || ($body =~ /"key":"([^"]*)"/ ? $1 : '') }
sub hit { my ($roll, $of) = @_; return 0 unless $of; $$roll -= $of; return $$roll < 0 }

# What a system does with a message: status, headers, body, its key, and whether something was done.
my %shapes = (
	plain => sub {
		my ($method, $path, $head, $body) = @_;
		if ($method eq 'GET') {
			my ($key) = $path =~ /ref=([^&]*)/;
			return (405, '', '{"error":"no questions"}', $key, 0) unless $option{ask};
			return $done{$key} ? (200, '', "{\"receipt\":\"$done{$key}{receipt}\"}", $key, 0) : (404, '', '{}', $key, 0);
		}
		my $key = key_of($head, $body);
		return (422, '', '{"error":"refused"}', $key, 0) if $option{refuse} && index($body, $option{refuse}) >= 0;
		if ($option{keys} && $done{$key}) {
			my $is_same = $done{$key}{digest} eq sha256_hex($body);
			return ($is_same ? 200 : 422, '', "{\"receipt\":\"$done{$key}{receipt}\"}", $key, 0);
		}
		$done{$key} = { receipt => receipt(), digest => sha256_hex($body) };
		return (200, '', "{\"receipt\":\"$done{$key}{receipt}\"}", $key, 1);
	},
	sap => sub { # OData v2: a token and its session for what changes something, a new one now and then
		my ($method, $path, $head, $body) = @_;
		return (401, '', '', '', 0) unless ($head->{authorization} // '') eq 'Basic ZG9ja2V0OnBhc3M=';
		if ($method eq 'GET' && lc($head->{'x-csrf-token'} // '') eq 'fetch') {
			($token, $calls) = ("T$$-" . ++$number, 0);
			return (200, "x-csrf-token: $token\r\nSet-Cookie: sap-usercontext=x; path=/\r\nSet-Cookie: SAP_SESSIONID_X=$token; path=/; HttpOnly\r\n", '{}', '', 0);
		}
		if ($method ne 'GET' && ($head->{'x-csrf-token'} // '') ne ($token // '-') || $method ne 'GET' && ++$calls > 5) {
			return (403, "x-csrf-token: Required\r\n", 'CSRF token validation failed', '', 0);
		}
		return (403, "x-csrf-token: Required\r\n", '', '', 0) if $method ne 'GET' && ($head->{cookie} // '') !~ /SAP_SESSIONID_X=\Q$token\E/;
		if ($path =~ m{/A_OutbDeliveryHeader\('([^']*)'\)}) {
			return (404, '', '{"error":{"code":"/IWBEP/CM_MGW_RT/021","message":{"value":"Resource not found"}}}', $1, 0) if $1 =~ /NONE/;
			return (200, '', "{\"d\":{\"HeaderBillingBlockReason\":\"" . ($state{$1} // '') . '"}}', $1, 0) if $method eq 'GET';
			return (428, '', '', $1, 0) unless $head->{'if-match'};
			$state{$1} = ($body =~ /"HeaderBillingBlockReason": *"([^"]*)"/)[0];
			return (204, '', '', $1, 1);
		}
		my ($key) = $body =~ /"SupplierInvoiceIDByInvcgParty": *"([^"]*)"/;
		($key) = $path =~ /eq%20'([^']*)'/ if $method eq 'GET';
		return (200, '', '{"d":{"results":[' . ($state{$key} ? "{\"SupplierInvoice\":\"$state{$key}\"}" : '') . ']}}', $key, 0) if $method eq 'GET';
		return (400, '', '{"error":{"code":"M8/108","message":{"value":"Check if invoice already entered"}}}', $key, 0) if $state{$key};
		$state{$key} = 5105600000 + ++$number;
		return (201, '', "{\"d\":{\"SupplierInvoice\":\"$state{$key}\"}}", $key, 1);
	},
	oracle => sub { # REST: knows no keys; can be searched
		my ($method, $path, $head, $body) = @_;
		return (401, '', '', '', 0) unless ($head->{authorization} // '') eq 'Basic ZG9ja2V0OnBhc3M=';
		my ($key) = $method eq 'GET' ? $path =~ /(?:docket%20|InvoiceNumber=')([0-9a-f]{32})/ : $body =~ /([0-9a-f]{32})/;
		return (200, '', '{"items":[' . ($state{$key} ? "{\"HoldId\":$state{$key}}" : '') . '],"count":0,"hasMore":false}', $key, 0) if $method eq 'GET';
		return (400, '', 'The invoice does not exist.', $key, 0) if $body =~ /NONE/;
		$state{$key} = 300100187000000 + ++$number;
		return (201, '', "{\"HoldId\":$state{$key},\"InvoiceId\":$state{$key}}", $key, 1);
	},
	dynamics => sub { # Web API: made only if it is not there
		my ($method, $path, $head, $body) = @_;
		return (401, '', '', '', 0) unless ($head->{authorization} // '') eq 'Bearer tok-1';
		my ($key) = $path =~ /dkt_key='([^']*)'/;
		return $state{$key} ? (200, '', "{\"dkt_key\":\"$key\"}", $key, 0) : (404, '', '{"error":{"code":"0x80040217"}}', $key, 0) if $method eq 'GET';
		return (400, '', '{"error":{"code":"0x80048d19"}}', $key, 0) if $body =~ /NONE/;
		return (412, '', '{"error":{"code":"0x80040237","message":"A record with matching key values already exists."}}', $key, 0)
			if $state{$key} && ($head->{'if-none-match'} // '') eq '*';
		$state{$key} = ++$number;
		return (204, "OData-EntityId: https://x/dkt_writebacks($number)\r\n", '', $key, 1);
	},
	netsuite => sub { # REST: a bill is a job that takes a while; an invoice is changed at once
		my ($method, $path, $head, $body) = @_;
		return (401, '', '', '', 0) unless ($head->{authorization} // '') eq 'Bearer tok-1';
		my ($eid) = $path =~ m{eid:([^?]*)};
		if ($path =~ m{/invoice/}) {
			return (404, '', '{"o:errorDetails":[{"o:errorCode":"NONEXISTENT_ID"}]}', $eid, 0) if $eid =~ /NONE/;
			return (200, '', '{"custbody_dkt_hold":' . ($state{$eid} // 'false') . '}', $eid, 0) if $method eq 'GET';
			$state{$eid} = ($body =~ /"custbody_dkt_hold": *(\w+)/)[0];
			return (204, '', '', $eid, 1);
		}
		return ($state{$eid} // 9e18) < time - 1 ? (200, '', '{"id":"12"}', $eid, 0) : (404, '', '{}', $eid, 0) if $method eq 'GET';
		my ($key) = $body =~ /"externalId": *"([0-9a-f]{32})"/;
		return (400, '', '{"title":"Conflict","o:errorDetails":[{"o:errorCode":"IDEMPOTENCY_ERROR"}]}', $key, 0) if $state{$key};
		return (400, '', 'no job without both', $key, 0) unless ($head->{prefer} // '') eq 'respond-async' && $head->{'x-netsuite-idempotency-key'} =~ /^[0-9a-f]{8}-/;
		$state{$key} = time;
		return (202, "Location: /services/rest/async/v1/job/" . ++$number . "\r\n", '', $key, 1);
	});

sub note {
	my ($method, $path, $key, $status, $is_executed, $body) = @_;
	print $ledger join("\t", int(time * 1e6), $method, $path, $key // '', $status, $is_executed, sha256_hex($body)), "\n";
}
sub answer {
	my ($link, $status, $headers, $text) = @_;
	syswrite $link, "HTTP/1.1 $status x\r\n${headers}Content-Type: application/json\r\nContent-Length: " . length($text) . "\r\n\r\n$text";
}
sub broken { my ($link) = @_; setsockopt $link, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0); return 0 }

# True: the link goes on.
sub serve {
	my ($link, $method, $path, $head, $body) = @_;
	if (open my $mode, '<', "$folder/mode") {
		chomp(my $status = <$mode> // '503');
		my $key = key_of($head, $body);
		note($method, $path, $key, $status eq 'reset' ? 0 : $status, 0, $body);
		return broken($link) if $status eq 'reset';
		answer($link, $status, '', '{}');
		return 1;
	}
	my $roll = $method eq 'GET' ? 1000 : int rand 1000;
	my $fault = hit(\$roll, $option{drop}) ? 'drop' : hit(\$roll, $option{error}) ? 'error' : hit(\$roll, $option{hang}) ? 'hang'
		: hit(\$roll, $option{reset}) ? 'reset' : hit(\$roll, $option{conflict}) ? 'conflict' : '';
	my $is_done = $fault eq '' || $fault eq 'drop' || ($fault eq 'error' || $fault eq 'reset') && rand() < 0.5;
	my ($status, $headers, $text, $key, $is_executed) = (0, '', '', key_of($head, $body), 0);
	($status, $headers, $text, $key, $is_executed) = $shapes{$option{shape}}->($method, $path, $head, $body) if $is_done;
	($status, $text) = ((500, 502, 504)[rand 3], '{}') if $fault eq 'error';
	($status, $text) = (503, '{}') if $fault eq 'error' && !$is_done && rand() < 0.3;
	($status, $text) = (409, '{}') if $fault eq 'conflict';
	$status = 0 if $fault =~ /drop|hang|reset/;
	note($method, $path, $key, $status, $is_executed, $body);
	return broken($link) if $fault eq 'reset';
	answer($link, $status, $headers, $text) if $status;
	return 1;
}

my $select = IO::Select->new($server);
my %text;
while (1) {
	for my $link ($select->can_read(1)) {
		if ($link == $server) {
			my $new = $server->accept or next;
			$select->add($new);
			$text{$new} = '';
			next;
		}
		my $is_on = sysread $link, $text{$link}, 65536, length $text{$link};
		while ($is_on && $text{$link} =~ /^(\w+) (\S+) HTTP[^\r]*\r\n(.*?)\r\n\r\n/s) {
			my ($method, $path, $lines, $length) = ($1, $2, $3, $+[0]);
			my %head = map { /^([^:]*): *(.*)$/ ? (lc $1, $2) : () } split /\r\n/, $lines;
			my $body_length = $head{'content-length'} // 0;
			last if length($text{$link}) < $length + $body_length;
			my $body = substr $text{$link}, $length, $body_length;
			$text{$link} = substr $text{$link}, $length + $body_length;
			$is_on = serve($link, $method, $path, \%head, $body);
		}
		next if $is_on;
		$select->remove($link);
		delete $text{$link};
		close $link;
	}
}
