import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';

/**
 * Imported for its effect by everything of the command line that uses gRPC: what grpc-js would log is told by
 * our own errors, in one line with a code.
 */
setLogVerbosity(logVerbosity.NONE);
