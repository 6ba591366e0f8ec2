import type { DeviceEntry } from './config-devices.js';
import type { Device, DeviceRegistry } from './kernel/device.js';
import type { ConfigSpace, PciControls } from './kernel/pci.js';
import type { PriFamily } from './kernel/shared-pri.js';

/** Which functions of a configuration share a Page Request Interface: every physical function that has virtual ones. */
export function priFamilies(
	entries: Iterable<DeviceEntry>,
	functions: ReadonlyMap<string, ConfigSpace>,
	controls: ReadonlyMap<string, PciControls>,
	registry: DeviceRegistry,
): (device: Device) => PriFamily | undefined {
	const families = new Map<string, PriFamily>();
	const names = new Map<string, string[]>();
	for (const entry of entries) {
		// Physical functions come before their virtual ones.
		const physical = entry.bus === 'pci' ? (entry.physicalFunction ?? entry.name) : undefined;
		if (physical === undefined) continue;
		const config = functions.get(physical);
		const switches = controls.get(physical);
		if (config === undefined || switches === undefined) continue;
		const members = names.get(physical) ?? [];
		names.set(physical, members);
		members.push(entry.name);
		if (members.length === 2)
			families.set(physical, {
				...{ physical, config, controls: switches },
				members: () => members.flatMap((name) => registry.get(name) ?? []),
			});
	}
	const byMember = new Map<string, PriFamily>();
	for (const [physical, family] of families)
		for (const name of names.get(physical) ?? []) byMember.set(name, family);
	return (device) => byMember.get(device.name);
}
