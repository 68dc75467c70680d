export interface SenderCounters {
  /** Traces that the server has recorded. */
  recorded: number
  /** Of these, judged otherwise by the server. */
  disagreed: number
  /** Let through here, and never sent for want of room. */
  dropped: number
  /** Refused by the server for good. */
  refused: number
  /** Attempts to send that failed, and were or will be repeated. */
  failedAttempts: number
}

export interface LocalStatus extends SenderCounters {
  /** Of the rules that are judged by; null while there are none. */
  ruleSet: { number: number; hash: string; confirmedAt: Date } | null
  /** Traces that are neither recorded nor refused yet. */
  waiting: number
}
