/** The set-up step cannot go on: the message says what is missing and what to do about it. */
export class SetupError extends Error {}
