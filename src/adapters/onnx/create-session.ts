import { env, InferenceSession } from 'onnxruntime-node';

// The runtime prints its errors on standard error and throws them as well: what is thrown becomes an error with a code, or a line of the log.
// The first session of a process fixes the level for all.
env.logLevel = 'fatal';

const SEVERITY_FATAL = 4;

/** A session with a graph, by its path or its bytes. Throws what the runtime says, and prints nothing. */
export function createSession(model: string | Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  const quiet: InferenceSession.SessionOptions = { logSeverityLevel: SEVERITY_FATAL, ...options };
  return typeof model === 'string' ? InferenceSession.create(model, quiet) : InferenceSession.create(model, quiet);
}
