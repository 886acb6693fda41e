/**
 * Commands of eksctl's that are not there yet. Whoever makes one takes it off this list (a test fails until they do),
 * and from then on it is held to all that every command is held to.
 */
export const notYet: readonly string[] = []
