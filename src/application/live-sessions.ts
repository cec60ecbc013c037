/** Which sessions go on, as this process knows. */
export interface LiveSessions {
  /**
   * Whether a session goes on. What is answered was so at most a second ago, whichever process ended the session.
   * @throws Unavailable
   */
  isLive(sessionId: string): Promise<boolean>;
  /** Tells that this process ended a session: from now on it is not live. */
  forget(sessionId: string): void;
}
