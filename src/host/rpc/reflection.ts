import type { Server } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { packagePath } from '../../base/package-path.js';

/**
 * Adds gRPC server reflection of the product's own services. A module of its own because it brings the parser of
 * proto files with it, which a host without reflection does not load.
 */
export function addReflection(server: Server): void {
	const protos = loadSync(['faultline/v1/relay.proto', 'faultline/v1/control.proto'], {
		includeDirs: [packagePath('proto')],
		keepCase: true,
	});
	new ReflectionService(protos).addToServer(server);
}
