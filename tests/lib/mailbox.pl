# A mail server and a webhook of somebody who is told, for tests, in a process of their own: perl tests/lib/mailbox.pl FOLDER KEY
# Their ports are in FOLDER/smtp.port and FOLDER/http.port. Each mail that was taken is FOLDER/mail-N: To, Subject and text, decoded. Each POST
# is FOLDER/post-N: "signed" or "not signed" by the key (Standard Webhooks: HMAC-SHA256 over id, time and body), its id, its body. While
# FOLDER/down is there, mail is refused for now and a POST gets 503; while FOLDER/hang is there, nobody who writes is answered.
use strict;
use warnings;
use Digest::SHA 'hmac_sha256_base64';
use Encode 'decode';
use IO::Select;
use IO::Socket::INET;
use MIME::Base64;

my ($folder, $key) = @ARGV;
my %count = (mail => 0, post => 0);
sub keep {
	my ($name, $text) = @_;
	my $path = "$folder/$name-" . ++$count{$name};
	open my $file, '>', "$path.new" or die;
	print $file $text;
	close $file;
	rename "$path.new", $path;
}
sub listens {
	my ($name) = @_;
	my $server = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1') or die "no port: $!\n";
	open my $file, '>', "$folder/$name.port.new" or die;
	print $file $server->sockport . "\n";
	close $file;
	rename "$folder/$name.port.new", "$folder/$name.port";
	return $server;
}
sub mail {
	my ($text) = @_;
	my ($head, $body) = split /\r\n\r\n/, $text, 2;
	$head =~ s/\r\n[ \t]+/ /g;
	my ($to) = $head =~ /^To: (.*?)\r?$/mi;
	my ($title) = $head =~ /^Subject: (.*?)\r?$/mi;
	$title =~ s/\?=\s+=\?UTF-8\?B\?//g;
	$title =~ s/=\?UTF-8\?B\?([^?]*)\?=/decode_base64($1)/ge;
	keep('mail', "To: $to\nSubject: $title\n\n" . decode_base64($body));
}
# What is said to a line of SMTP.
sub smtp {
	my ($of, $line) = @_;
	if (defined $of->{text}) {
		if ($line ne '.') {
			$of->{text} .= ($line =~ s/^\.//r) . "\r\n";
			return '';
		}
		mail($of->{text});
		undef $of->{text};
		return "250 taken\r\n";
	}
	return '' if $line =~ /^RCPT/i && -e "$folder/hang";
	return "451 not now\r\n" if $line =~ /^RCPT/i && -e "$folder/down";
	$of->{text} = '' if $line =~ /^DATA/i;
	return $line =~ /^DATA/i ? "354 go on\r\n" : $line =~ /^QUIT/i ? "221 bye\r\n" : "250 ok\r\n";
}
sub http {
	my ($of) = @_;
	my ($head, $body) = $of->{in} =~ /^(.*?\r\n\r\n)(.*)$/s or return;
	my ($length) = $head =~ /^content-length: *(\d+)/mi;
	return if length $body < ($length // 0);
	my %is = $head =~ /^([\w-]+): *(.*?)\r$/mg;
	%is = map { lc, $is{$_} } keys %is;
	my ($id, $stamp) = ($is{'webhook-id'} // '', $is{'webhook-timestamp'} // '');
	my $wanted = hmac_sha256_base64("$id.$stamp.$body", $key);
	$wanted .= '=' while length($wanted) % 4;
	my $is_down = -e "$folder/down";
	keep('post', (($is{'webhook-signature'} // '') eq "v1,$wanted" ? 'signed' : 'not signed') . "\n$id\n$body\n") unless $is_down;
	syswrite $of->{socket}, 'HTTP/1.1 ' . ($is_down ? '503 Later' : '200 OK') . "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
	return 1;
}
my %servers = map { my $server = listens($_); $server => [$_, $server] } 'smtp', 'http';
my %peers;
my $select = IO::Select->new(map { $_->[1] } values %servers);
while (1) {
	for my $socket ($select->can_read) {
		if (my $server = $servers{$socket}) {
			my $peer = $socket->accept or next;
			$peers{$peer} = { kind => $server->[0], socket => $peer, in => '' };
			$select->add($peer);
			syswrite $peer, "220 here\r\n" if $server->[0] eq 'smtp';
			next;
		}
		my $of = $peers{$socket};
		my $is_over = !sysread $socket, $of->{in}, 65536, length $of->{in};
		if (!$is_over && $of->{kind} eq 'http') {
			$is_over = http($of);
		}
		while (!$is_over && $of->{kind} eq 'smtp' && $of->{in} =~ s/^(.*?)\r\n//) {
			my $said = smtp($of, $1);
			syswrite $socket, $said if $said ne '';
			$is_over = $said =~ /^221/;
		}
		next unless $is_over;
		$select->remove($socket);
		delete $peers{$socket};
		close $socket;
	}
}
