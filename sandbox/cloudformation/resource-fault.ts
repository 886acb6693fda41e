/** A resource's failure whose message is written into the history as it stands. */
export class ResourceFault extends Error {}

/** A resource that its service made, but that ended in a state from which it will not become usable. */
export class NotStabilized extends Error {}
