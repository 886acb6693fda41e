import type { Explanations } from './explanation.ts'

/** Of the command line, of files, and of the machine that eksx runs on. */
export const lineExplanations: Explanations = {
  BadFlag: {
    means: 'A flag or a word stands where it may not, or one is missing.',
    causes: ['a flag that this command needs was not given', 'a flag that needs another one beside it', 'a word too many'],
    help: ['the message names it; --help shows the flags and examples of the command'],
  },
  BadFlagValue: {
    means: 'The value of a flag is not of its kind.',
    causes: ['a number, a duration (10m, 1h20m), an ARN or one of a few words was wanted'],
    help: ['the message says what it must be'],
  },
  Bug: {
    means: 'eksx itself went wrong in a way that nobody foresaw.',
    causes: ['a defect of eksx'],
    help: [
      'run the same command again with -v 5 and report what it says, with the answer of eksx info',
      'no harm in running again: every command looks at AWS first',
    ],
  },
  CodeUnknown: {
    means: 'explain knows no error of that code, and no such exit code.',
    causes: ['a slip of the pen', 'a code of AWS in the place of one of eksx'],
    help: ['eksx explain without a word lists all codes'],
  },
  CommandIncomplete: {
    means: 'A verb stands alone, without the thing that it is about.',
    causes: ['`eksx create` in the place of `eksx create cluster`'],
    help: ['the message lists what can follow'],
  },
  ConfigInvalid: {
    means: 'The config is wrong by itself, or does not fit what stands in AWS. Nothing was changed.',
    causes: [
      'a misspelt or misplaced key',
      'a value of the wrong kind',
      'two settings that exclude each other',
      'a setting that the cluster as it stands does not allow',
    ],
    help: [
      'each line names file, line, column, the key and what is wrong with it: mend them all at once',
      'every field with its rules: docs/config.md, or eksx utils schema for an editor',
    ],
  },
  ConfigTooLarge: {
    means: 'The config unfolds to so many values that it cannot be meant.',
    causes: ['YAML anchors that refer to one another many times'],
    help: ['write the file without most of its anchors'],
  },
  EventsNotWritable: {
    means: 'The file of --events cannot be written.',
    causes: ['a folder that does not exist, missing permissions, a full disk'],
    help: ['name another file, or - for standard output'],
  },
  FileLocked: {
    means: 'Another program is writing the kubeconfig at this moment, or was killed while it did.',
    causes: ['a kubectl or eksx at work', 'a lock file that a killed program left'],
    help: ['wait, then run the same command again', 'if nothing is at work, remove the lock file that the message names'],
  },
  FileNotReadable: {
    means: 'The config file of -f cannot be read.',
    causes: ['another working directory than was thought', 'missing permissions', 'a folder in place of a file'],
    help: ['check the path; - reads standard input'],
  },
  FileUnreadable: {
    means: 'A file that exists cannot be read.',
    causes: ['missing permissions', 'a folder in its place'],
    help: ['mend what the message says, then run the same command again'],
  },
  FileUnwritable: {
    means: 'A file cannot be written. What was in it is as it was.',
    causes: ['a full disk', 'missing permissions on the file or its folder'],
    help: ['make room or mend the permissions, then run the same command again'],
  },
  FlagConflict: {
    means: 'Two parts of the line exclude each other.',
    causes: ['a name given twice, by flag and as a word', 'a flag beside -f for something that the file states'],
    help: ['leave one of them out; with -f, write it into the file'],
  },
  FlagNeedsValue: {
    means: 'A flag ends the line, and its value is missing.',
    causes: ['a variable of the shell that is empty'],
    help: ['write the value after the flag, or --flag=value'],
  },
  HelmMissing: {
    means: "Karpenter's chart is installed by helm, and there is no helm on PATH. All else that Karpenter needs is there.",
    causes: ['helm is not installed on this machine'],
    help: ['install helm, then run the same command again: it does what is left'],
  },
  FluxMissing: {
    means: 'Flux is installed by its own program, and that is missing, too old or not to be understood.',
    causes: ['flux is not on PATH', 'a flux older than 0.32.0'],
    help: ['install flux (https://fluxcd.io/flux/installation), then run the same command again'],
  },
  Interrupted: {
    means: 'The run was stopped from outside. What had begun in AWS goes on there.',
    causes: ['Ctrl-C, a shutdown, a closed terminal, a CI job that was cancelled'],
    help: ['run the line that the message shows: it looks at AWS and goes on from there'],
  },
  KubeconfigUnreadable: {
    means: 'The kubeconfig is no YAML that kubectl would take, so eksx does not touch it.',
    causes: ['a file that was edited by hand', 'KUBECONFIG names another kind of file'],
    help: ['mend the file, or name another one with --kubeconfig'],
  },
  NoSandbox: {
    means: 'No sandbox runs on this machine.',
    causes: ['it was stopped, or never started', 'it runs with another HOME'],
    help: ['start one: eksx sandbox'],
  },
  PortTaken: {
    means: 'The sandbox cannot listen on the port that it was told.',
    causes: ['another sandbox, or another program, listens there'],
    help: ['leave --port out for a free one, or stop the other'],
  },
  ProgramFailed: {
    means: 'A program that eksx runs for you ended with an error; its last words are in the message.',
    causes: ['what its words say: a missing token, a chart that cannot be fetched, a cluster that it cannot reach'],
    help: ['mend that, then run the same command again'],
  },
  ProgramMissing: {
    means: 'The command belongs to a program of its own, and that is not on PATH.',
    causes: ["it is not installed, or not in this shell's PATH"],
    help: ['install it from where the message says'],
  },
  TimedOut: {
    means: 'Nothing came to its end for as long as --timeout allows. The work goes on in AWS.',
    causes: [
      'AWS takes longer than usual',
      'something waits for what cannot come: capacity, a pod that no budget lets go, nodes that do not join',
    ],
    help: [
      'run the line that the message shows to follow it further; a longer --timeout waits longer',
      'where the message names what it hangs on, mend that first',
    ],
  },
  UnknownCommand: {
    means: 'There is no such command.',
    causes: ['a slip of the pen', 'verb and thing in the wrong order'],
    help: ['see eksx --help'],
  },
  UnknownFlag: {
    means: 'The command has no such flag.',
    causes: ['a slip of the pen', 'a flag of another command'],
    help: ['see the flags of the command with --help'],
  },
}
