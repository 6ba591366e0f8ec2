import type { Device } from '../../device.js';
import type { EndpointMappings } from './endpoint-mappings.js';
import type { ReservedRegion } from './requests.js';

/** The requests of one device that translate, from binding to the end of unbinding. */
export interface Binding {
	/** The domain in the unit, which the device has to itself. */
	readonly domain: number;
	readonly mappings: EndpointMappings;
	unbinding: boolean;
}

/** A device from `probeDevice` to `releaseDevice`, as the unit has to know it. */
export interface AttachedDevice {
	readonly device: Device;
	/** Its endpoint id. */
	readonly sourceId: number;
	/** Where nothing may be mapped for it. */
	readonly reserved: readonly ReservedRegion[];
	/** Of its requests without PASID; there are no others. */
	binding: Binding | undefined;
}
