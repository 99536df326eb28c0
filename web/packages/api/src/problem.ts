/** What the server says when it refuses: RFC 9457, in the caller's language. */

export interface Fault {
  /** JSON pointer into the body sent, such as `/email`. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly faults?: readonly Fault[];
  readonly request_id?: string;
}

/** The server answered, and refused. */
export class Refused extends Error {
  readonly problem: Problem;
  /** Seconds to wait before trying again, when the server says so. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = "Refused";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: the network or the server is away. Safe to retry with the same key. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}
