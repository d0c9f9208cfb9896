# A partner that is asked for news, for tests: perl tests/lib/partner.pl FOLDER. Writes its port to FOLDER/port and each call to FOLDER/log.
#   FOLDER/news   a line each: LOAD INSTANT
#   FOLDER/mode   an HTTP status that is answered instead of news, if the file is there
# GET /feed?after=N    the two events behind the N-th as JSON, with the new N as "cursor"; an ETag, which is honoured
# GET /paged?page=K    two events a page, the next page in a Link header
# Each call needs the header X-Key: partner-key.
use strict;
use warnings;
use IO::Socket::INET;

my $folder = shift or die "partner.pl FOLDER\n";
my $server = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', ReuseAddr => 1) or die "no port: $!\n";
sub put { my ($name, $text, $how) = @_; open my $file, $how // '>', "$folder/$name" or die; print $file $text; close $file; }
sub get { my ($name) = @_; open my $file, '<', "$folder/$name" or return (); my @lines = <$file>; close $file; chomp @lines; return @lines; }
put('port.new', $server->sockport . "\n");
rename "$folder/port.new", "$folder/port";

sub events {
	my ($from, @news) = @_;
	my @two = grep { defined } @news[$from .. $from + 1];
	return join ',', map { my ($load, $at) = split / /; qq({"load":"$load","at":"$at"}) } @two;
}

sub answer {
	my ($path, %headers) = @_;
	my @news = get('news');
	my ($mode) = get('mode');
	return ('401', '', '{"error":"no key"}') unless ($headers{'x-key'} // '') eq 'partner-key';
	return ($mode, $mode == 429 ? "Retry-After: 1\r\n" : $mode == 302 ? "Location: /elsewhere\r\n" : '', '{"error":"not now"}') if $mode;
	if ($path =~ m{^/feed\?after=(\d*)$}) {
		my $after = $1 || 0;
		my $etag = '"' . scalar(@news) . "-$after\"";
		return ('304', "ETag: $etag\r\n", '') if ($headers{'if-none-match'} // '') eq $etag;
		my $behind = $after + 2 < @news ? $after + 2 : @news;
		return ('200', "ETag: $etag\r\n", '{"events":[' . events($after, @news) . "],\"cursor\":$behind}");
	}
	if ($path =~ m{^/paged(?:\?page=(\d+))?$}) {
		my $page = $1 || 0;
		my $more = 2 * ($page + 1) < @news ? '<paged?page=' . ($page + 1) . ">; rel=\"next\"" : '<paged>; rel="first"';
		return ('200', "Link: $more\r\n", '{"events":[' . events(2 * $page, @news) . ']}');
	}
	return ('404', '', '{"error":"no such path"}');
}

while (my $peer = $server->accept) {
	my $line = <$peer> // '';
	my %headers;
	while (defined(my $header = <$peer>)) {
		last if $header =~ /^\r?\n$/;
		$headers{lc $1} = $2 if $header =~ /^([^:]+):\s*(.*?)\r?\n$/;
	}
	my ($path) = $line =~ /^GET (\S+)/;
	my ($status, $more, $body) = answer($path // '', %headers);
	put('log', "$status $path\n", '>>');
	print $peer "HTTP/1.1 $status X\r\nContent-Type: application/json\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n$more\r\n$body";
	close $peer;
}
