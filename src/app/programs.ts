/** Programs of the machine that do what eksx leaves to them (`helm`, `flux`, `kubectl`). Run by path, without a shell. */
export interface Programs {
  /** The first executable of that name on PATH. */
  find(name: string): Promise<string | undefined>
  /** Runs it to its end; `env` comes on top of the machine's. Stopped with the signal. */
  run(
    path: string,
    args: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<ProgramEnd>
  /**
   * Runs it in our place, on our own streams, and gives its exit code; 128 and the signal's number where a signal ended it. The signal
   * given stops it.
   */
  takeOver(
    path: string,
    args: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<number>
}

export interface ProgramEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
