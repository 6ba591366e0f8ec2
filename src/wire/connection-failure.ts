/**
 * The reason out of what grpc-js tells of a connection that could not be made: it wraps the system's words in those of
 * its name resolver and of each attempt.
 */
export function connectionFailure(details: string): string {
	const system = /\b(?:connect |read |write )?E[A-Z]{4,}\b[^,;]*?(?=\.? Resolution|$)/.exec(
		details,
	);
	if (system !== null) return system[0];
	const last = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
	// It was accepted and then closed, which is how a side that wants TLS, or another certificate, ends it.
	if (/^Failed to connect\b/.test(last))
		return 'the other side closes the connection: it wants mutual TLS, or does not take this certificate';
	return last;
}
