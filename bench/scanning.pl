# One pass of SpamAssassin over messages: perl scanning.pl FOLDER < LIST, with the list and the answer of scanning_pass.py.
#
# Local tests only, Debian's rules as packaged, no preferences, an empty folder as home (so no Bayes database). Rules are
# compiled into Perl before the clock starts (compile_now); found is the number of rules that hit.
use strict;
use warnings;
use Mail::SpamAssassin;
use Time::HiRes;

sub octets {
    my ($path) = @_;
    local $/;
    open my $file, '<:raw', $path or die "$path: $!";
    return scalar <$file>;
}

sub hits {
    my ($assassin, $octets) = @_;
    my $message = $assassin->parse($octets);
    my $status = $assassin->check($message);
    my $hits = () = $status->get_names_of_tests_hit() =~ /[^,]+/g;
    $status->finish;
    $message->finish;
    return $hits;
}

sub cpu {
    my @spent = times;
    return $spent[0] + $spent[1];
}

chomp(my ($warm, @paths) = <STDIN>);
my $assassin = Mail::SpamAssassin->new({
    local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null',
    userstate_dir => $ARGV[0], home_dir_for_helpers => $ARGV[0], username => 'nobody',
});
$assassin->compile_now(0);
my @messages = map { octets($_) } @paths;
hits($assassin, $_) for splice @messages, 0, $warm;
my ($began, $spent, $found) = (Time::HiRes::time(), cpu(), 0);
$found += hits($assassin, $_) for @messages;
printf qq({"messages": %d, "found": %d, "seconds": %.3f, "cpu": %.3f}\n),
    scalar @messages, $found, Time::HiRes::time() - $began, cpu() - $spent;
