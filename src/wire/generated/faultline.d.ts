import * as $protobuf from "protobufjs";

/** Namespace faultline. */
export namespace faultline {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of a DeviceCounters.
         * @deprecated Use faultline.v1.DeviceCounters.$Properties instead.
         */
        interface IDeviceCounters extends faultline.v1.DeviceCounters.$Properties {
        }

        /** Represents a DeviceCounters. */
        class DeviceCounters {

            /**
             * Constructs a new DeviceCounters.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DeviceCounters.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceCounters pageRequests. */
            pageRequests: number;

            /** DeviceCounters groups. */
            groups: number;

            /** DeviceCounters delivered. */
            delivered: number;

            /** DeviceCounters responsesSuccess. */
            responsesSuccess: number;

            /** DeviceCounters responsesInvalid. */
            responsesInvalid: number;

            /** DeviceCounters responsesFailure. */
            responsesFailure: number;

            /** DeviceCounters expired. */
            expired: number;

            /** DeviceCounters revoked. */
            revoked: number;

            /** DeviceCounters rejected. */
            rejected: number;

            /** DeviceCounters refused. */
            refused: number;

            /** DeviceCounters events. */
            events: number;

            /** DeviceCounters eventsLost. */
            eventsLost: number;

            /** DeviceCounters dmaReadBytes. */
            dmaReadBytes: number;

            /** DeviceCounters dmaWrittenBytes. */
            dmaWrittenBytes: number;

            /** DeviceCounters dmaErrors. */
            dmaErrors: number;

            /** DeviceCounters stalls. */
            stalls: number;

            /** DeviceCounters sharedFailures. */
            sharedFailures: number;

            /** DeviceCounters rejectedFull. */
            rejectedFull: number;

            /** DeviceCounters rejectedPaused. */
            rejectedPaused: number;

            /** DeviceCounters slowWarnings. */
            slowWarnings: number;

            /** DeviceCounters slowPauses. */
            slowPauses: number;

            /** DeviceCounters slowRevocations. */
            slowRevocations: number;

            /**
             * Creates a new DeviceCounters instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeviceCounters instance
             */
            static create(properties: faultline.v1.DeviceCounters.$Shape): faultline.v1.DeviceCounters & faultline.v1.DeviceCounters.$Shape;
            static create(properties?: faultline.v1.DeviceCounters.$Properties): faultline.v1.DeviceCounters;

            /**
             * Encodes the specified DeviceCounters message. Does not implicitly {@link faultline.v1.DeviceCounters.verify|verify} messages.
             * @param message DeviceCounters message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DeviceCounters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceCounters message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceCounters & faultline.v1.DeviceCounters.$Shape} DeviceCounters
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DeviceCounters & faultline.v1.DeviceCounters.$Shape;
        }

        namespace DeviceCounters {

            /** Properties of a DeviceCounters. */
            interface $Properties {

                /** DeviceCounters pageRequests */
                pageRequests?: (number|null);

                /** DeviceCounters groups */
                groups?: (number|null);

                /** DeviceCounters delivered */
                delivered?: (number|null);

                /** DeviceCounters responsesSuccess */
                responsesSuccess?: (number|null);

                /** DeviceCounters responsesInvalid */
                responsesInvalid?: (number|null);

                /** DeviceCounters responsesFailure */
                responsesFailure?: (number|null);

                /** DeviceCounters expired */
                expired?: (number|null);

                /** DeviceCounters revoked */
                revoked?: (number|null);

                /** DeviceCounters rejected */
                rejected?: (number|null);

                /** DeviceCounters refused */
                refused?: (number|null);

                /** DeviceCounters events */
                events?: (number|null);

                /** DeviceCounters eventsLost */
                eventsLost?: (number|null);

                /** DeviceCounters dmaReadBytes */
                dmaReadBytes?: (number|null);

                /** DeviceCounters dmaWrittenBytes */
                dmaWrittenBytes?: (number|null);

                /** DeviceCounters dmaErrors */
                dmaErrors?: (number|null);

                /** DeviceCounters stalls */
                stalls?: (number|null);

                /** DeviceCounters sharedFailures */
                sharedFailures?: (number|null);

                /** DeviceCounters rejectedFull */
                rejectedFull?: (number|null);

                /** DeviceCounters rejectedPaused */
                rejectedPaused?: (number|null);

                /** DeviceCounters slowWarnings */
                slowWarnings?: (number|null);

                /** DeviceCounters slowPauses */
                slowPauses?: (number|null);

                /** DeviceCounters slowRevocations */
                slowRevocations?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceCounters. */
            type $Shape = faultline.v1.DeviceCounters.$Properties;
        }

        /**
         * Properties of a DeviceStatus.
         * @deprecated Use faultline.v1.DeviceStatus.$Properties instead.
         */
        interface IDeviceStatus extends faultline.v1.DeviceStatus.$Properties {
        }

        /** Represents a DeviceStatus. */
        class DeviceStatus {

            /**
             * Constructs a new DeviceStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DeviceStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceStatus name. */
            name: string;

            /** DeviceStatus bus. */
            bus: faultline.v1.Bus;

            /** DeviceStatus sourceId. */
            sourceId: number;

            /** DeviceStatus iommu. */
            iommu: string;

            /** DeviceStatus iommuKind. */
            iommuKind: faultline.v1.IommuKind;

            /** DeviceStatus driver. */
            driver: string;

            /** DeviceStatus guest. */
            guest: string;

            /** DeviceStatus session. */
            session: string;

            /** DeviceStatus pri. */
            pri: string;

            /** DeviceStatus outstandingLimit. */
            outstandingLimit: number;

            /** DeviceStatus outstanding. */
            outstanding: number;

            /** DeviceStatus outbox. */
            outbox: number;

            /** DeviceStatus pending. */
            pending: number;

            /** DeviceStatus credit. */
            credit: number;

            /** DeviceStatus pasids. */
            pasids: number[];

            /** DeviceStatus responseDeadlineMs. */
            responseDeadlineMs: number;

            /** DeviceStatus counters. */
            counters?: (faultline.v1.DeviceCounters.$Properties|null);

            /** DeviceStatus physicalFunction. */
            physicalFunction: string;

            /** DeviceStatus halted. */
            halted: boolean;

            /** DeviceStatus driverOverride. */
            driverOverride: string;

            /** DeviceStatus state. */
            state: string;

            /** DeviceStatus quarantined. */
            quarantined: faultline.v1.QuarantinedPasid.$Properties[];

            /** DeviceStatus oldestWaitingMs. */
            oldestWaitingMs: number;

            /** DeviceStatus idleMs. */
            idleMs: number;

            /** DeviceStatus iommuQueues. */
            iommuQueues?: (faultline.v1.IommuQueues.$Properties|null);

            /**
             * Creates a new DeviceStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeviceStatus instance
             */
            static create(properties: faultline.v1.DeviceStatus.$Shape): faultline.v1.DeviceStatus & faultline.v1.DeviceStatus.$Shape;
            static create(properties?: faultline.v1.DeviceStatus.$Properties): faultline.v1.DeviceStatus;

            /**
             * Encodes the specified DeviceStatus message. Does not implicitly {@link faultline.v1.DeviceStatus.verify|verify} messages.
             * @param message DeviceStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DeviceStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceStatus & faultline.v1.DeviceStatus.$Shape} DeviceStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DeviceStatus & faultline.v1.DeviceStatus.$Shape;
        }

        namespace DeviceStatus {

            /** Properties of a DeviceStatus. */
            interface $Properties {

                /** DeviceStatus name */
                name?: (string|null);

                /** DeviceStatus bus */
                bus?: (faultline.v1.Bus|null);

                /** DeviceStatus sourceId */
                sourceId?: (number|null);

                /** DeviceStatus iommu */
                iommu?: (string|null);

                /** DeviceStatus iommuKind */
                iommuKind?: (faultline.v1.IommuKind|null);

                /** DeviceStatus driver */
                driver?: (string|null);

                /** DeviceStatus guest */
                guest?: (string|null);

                /** DeviceStatus session */
                session?: (string|null);

                /** DeviceStatus pri */
                pri?: (string|null);

                /** DeviceStatus outstandingLimit */
                outstandingLimit?: (number|null);

                /** DeviceStatus outstanding */
                outstanding?: (number|null);

                /** DeviceStatus outbox */
                outbox?: (number|null);

                /** DeviceStatus pending */
                pending?: (number|null);

                /** DeviceStatus credit */
                credit?: (number|null);

                /** DeviceStatus pasids */
                pasids?: (number[]|null);

                /** DeviceStatus responseDeadlineMs */
                responseDeadlineMs?: (number|null);

                /** DeviceStatus counters */
                counters?: (faultline.v1.DeviceCounters.$Properties|null);

                /** DeviceStatus physicalFunction */
                physicalFunction?: (string|null);

                /** DeviceStatus halted */
                halted?: (boolean|null);

                /** DeviceStatus driverOverride */
                driverOverride?: (string|null);

                /** DeviceStatus state */
                state?: (string|null);

                /** DeviceStatus quarantined */
                quarantined?: (faultline.v1.QuarantinedPasid.$Properties[]|null);

                /** DeviceStatus oldestWaitingMs */
                oldestWaitingMs?: (number|null);

                /** DeviceStatus idleMs */
                idleMs?: (number|null);

                /** DeviceStatus iommuQueues */
                iommuQueues?: (faultline.v1.IommuQueues.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceStatus. */
            type $Shape = faultline.v1.DeviceStatus.$Properties;
        }

        /**
         * Properties of an IommuQueues.
         * @deprecated Use faultline.v1.IommuQueues.$Properties instead.
         */
        interface IIommuQueues extends faultline.v1.IommuQueues.$Properties {
        }

        /** Represents an IommuQueues. */
        class IommuQueues {

            /**
             * Constructs a new IommuQueues.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.IommuQueues.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IommuQueues requestOverflows. */
            requestOverflows: number;

            /** IommuQueues faultOverflows. */
            faultOverflows: number;

            /** IommuQueues responsesDelayed. */
            responsesDelayed: number;

            /** IommuQueues responsesLost. */
            responsesLost: number;

            /**
             * Creates a new IommuQueues instance using the specified properties.
             * @param [properties] Properties to set
             * @returns IommuQueues instance
             */
            static create(properties: faultline.v1.IommuQueues.$Shape): faultline.v1.IommuQueues & faultline.v1.IommuQueues.$Shape;
            static create(properties?: faultline.v1.IommuQueues.$Properties): faultline.v1.IommuQueues;

            /**
             * Encodes the specified IommuQueues message. Does not implicitly {@link faultline.v1.IommuQueues.verify|verify} messages.
             * @param message IommuQueues message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.IommuQueues.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IommuQueues message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.IommuQueues & faultline.v1.IommuQueues.$Shape} IommuQueues
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.IommuQueues & faultline.v1.IommuQueues.$Shape;
        }

        namespace IommuQueues {

            /** Properties of an IommuQueues. */
            interface $Properties {

                /** IommuQueues requestOverflows */
                requestOverflows?: (number|null);

                /** IommuQueues faultOverflows */
                faultOverflows?: (number|null);

                /** IommuQueues responsesDelayed */
                responsesDelayed?: (number|null);

                /** IommuQueues responsesLost */
                responsesLost?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IommuQueues. */
            type $Shape = faultline.v1.IommuQueues.$Properties;
        }

        /**
         * Properties of a QuarantinedPasid.
         * @deprecated Use faultline.v1.QuarantinedPasid.$Properties instead.
         */
        interface IQuarantinedPasid extends faultline.v1.QuarantinedPasid.$Properties {
        }

        /** Represents a QuarantinedPasid. */
        class QuarantinedPasid {

            /**
             * Constructs a new QuarantinedPasid.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.QuarantinedPasid.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** QuarantinedPasid pasid. */
            pasid: number;

            /** QuarantinedPasid reason. */
            reason: number;

            /** QuarantinedPasid hardwareReason. */
            hardwareReason: number;

            /** QuarantinedPasid page. */
            page: number;

            /** QuarantinedPasid faults. */
            faults: number;

            /**
             * Creates a new QuarantinedPasid instance using the specified properties.
             * @param [properties] Properties to set
             * @returns QuarantinedPasid instance
             */
            static create(properties: faultline.v1.QuarantinedPasid.$Shape): faultline.v1.QuarantinedPasid & faultline.v1.QuarantinedPasid.$Shape;
            static create(properties?: faultline.v1.QuarantinedPasid.$Properties): faultline.v1.QuarantinedPasid;

            /**
             * Encodes the specified QuarantinedPasid message. Does not implicitly {@link faultline.v1.QuarantinedPasid.verify|verify} messages.
             * @param message QuarantinedPasid message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.QuarantinedPasid.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a QuarantinedPasid message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.QuarantinedPasid & faultline.v1.QuarantinedPasid.$Shape} QuarantinedPasid
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.QuarantinedPasid & faultline.v1.QuarantinedPasid.$Shape;
        }

        namespace QuarantinedPasid {

            /** Properties of a QuarantinedPasid. */
            interface $Properties {

                /** QuarantinedPasid pasid */
                pasid?: (number|null);

                /** QuarantinedPasid reason */
                reason?: (number|null);

                /** QuarantinedPasid hardwareReason */
                hardwareReason?: (number|null);

                /** QuarantinedPasid page */
                page?: (number|null);

                /** QuarantinedPasid faults */
                faults?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a QuarantinedPasid. */
            type $Shape = faultline.v1.QuarantinedPasid.$Properties;
        }

        /**
         * Properties of a GuestCounters.
         * @deprecated Use faultline.v1.GuestCounters.$Properties instead.
         */
        interface IGuestCounters extends faultline.v1.GuestCounters.$Properties {
        }

        /** Represents a GuestCounters. */
        class GuestCounters {

            /**
             * Constructs a new GuestCounters.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GuestCounters.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GuestCounters maps. */
            maps: number;

            /** GuestCounters unmaps. */
            unmaps: number;

            /** GuestCounters evictions. */
            evictions: number;

            /** GuestCounters writebacks. */
            writebacks: number;

            /** GuestCounters bytesIn. */
            bytesIn: number;

            /** GuestCounters bytesOut. */
            bytesOut: number;

            /** GuestCounters refused. */
            refused: number;

            /**
             * Creates a new GuestCounters instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GuestCounters instance
             */
            static create(properties: faultline.v1.GuestCounters.$Shape): faultline.v1.GuestCounters & faultline.v1.GuestCounters.$Shape;
            static create(properties?: faultline.v1.GuestCounters.$Properties): faultline.v1.GuestCounters;

            /**
             * Encodes the specified GuestCounters message. Does not implicitly {@link faultline.v1.GuestCounters.verify|verify} messages.
             * @param message GuestCounters message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GuestCounters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GuestCounters message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GuestCounters & faultline.v1.GuestCounters.$Shape} GuestCounters
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GuestCounters & faultline.v1.GuestCounters.$Shape;
        }

        namespace GuestCounters {

            /** Properties of a GuestCounters. */
            interface $Properties {

                /** GuestCounters maps */
                maps?: (number|null);

                /** GuestCounters unmaps */
                unmaps?: (number|null);

                /** GuestCounters evictions */
                evictions?: (number|null);

                /** GuestCounters writebacks */
                writebacks?: (number|null);

                /** GuestCounters bytesIn */
                bytesIn?: (number|null);

                /** GuestCounters bytesOut */
                bytesOut?: (number|null);

                /** GuestCounters refused */
                refused?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GuestCounters. */
            type $Shape = faultline.v1.GuestCounters.$Properties;
        }

        /**
         * Properties of a GuestStatus.
         * @deprecated Use faultline.v1.GuestStatus.$Properties instead.
         */
        interface IGuestStatus extends faultline.v1.GuestStatus.$Properties {
        }

        /** Represents a GuestStatus. */
        class GuestStatus {

            /**
             * Constructs a new GuestStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GuestStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GuestStatus name. */
            name: string;

            /** GuestStatus frames. */
            frames: number;

            /** GuestStatus mapped. */
            mapped: number;

            /** GuestStatus sessions. */
            sessions: string[];

            /** GuestStatus devices. */
            devices: string[];

            /** GuestStatus counters. */
            counters?: (faultline.v1.GuestCounters.$Properties|null);

            /** GuestStatus suspended. */
            suspended: number;

            /**
             * Creates a new GuestStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GuestStatus instance
             */
            static create(properties: faultline.v1.GuestStatus.$Shape): faultline.v1.GuestStatus & faultline.v1.GuestStatus.$Shape;
            static create(properties?: faultline.v1.GuestStatus.$Properties): faultline.v1.GuestStatus;

            /**
             * Encodes the specified GuestStatus message. Does not implicitly {@link faultline.v1.GuestStatus.verify|verify} messages.
             * @param message GuestStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GuestStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GuestStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GuestStatus & faultline.v1.GuestStatus.$Shape} GuestStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GuestStatus & faultline.v1.GuestStatus.$Shape;
        }

        namespace GuestStatus {

            /** Properties of a GuestStatus. */
            interface $Properties {

                /** GuestStatus name */
                name?: (string|null);

                /** GuestStatus frames */
                frames?: (number|null);

                /** GuestStatus mapped */
                mapped?: (number|null);

                /** GuestStatus sessions */
                sessions?: (string[]|null);

                /** GuestStatus devices */
                devices?: (string[]|null);

                /** GuestStatus counters */
                counters?: (faultline.v1.GuestCounters.$Properties|null);

                /** GuestStatus suspended */
                suspended?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GuestStatus. */
            type $Shape = faultline.v1.GuestStatus.$Properties;
        }

        /**
         * Properties of a RefusalCount.
         * @deprecated Use faultline.v1.RefusalCount.$Properties instead.
         */
        interface IRefusalCount extends faultline.v1.RefusalCount.$Properties {
        }

        /** Represents a RefusalCount. */
        class RefusalCount {

            /**
             * Constructs a new RefusalCount.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.RefusalCount.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusalCount code. */
            code: faultline.v1.ErrorCode;

            /** RefusalCount count. */
            count: number;

            /**
             * Creates a new RefusalCount instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RefusalCount instance
             */
            static create(properties: faultline.v1.RefusalCount.$Shape): faultline.v1.RefusalCount & faultline.v1.RefusalCount.$Shape;
            static create(properties?: faultline.v1.RefusalCount.$Properties): faultline.v1.RefusalCount;

            /**
             * Encodes the specified RefusalCount message. Does not implicitly {@link faultline.v1.RefusalCount.verify|verify} messages.
             * @param message RefusalCount message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.RefusalCount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusalCount message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.RefusalCount & faultline.v1.RefusalCount.$Shape} RefusalCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.RefusalCount & faultline.v1.RefusalCount.$Shape;
        }

        namespace RefusalCount {

            /** Properties of a RefusalCount. */
            interface $Properties {

                /** RefusalCount code */
                code?: (faultline.v1.ErrorCode|null);

                /** RefusalCount count */
                count?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusalCount. */
            type $Shape = faultline.v1.RefusalCount.$Properties;
        }

        /**
         * Properties of a HostStatus.
         * @deprecated Use faultline.v1.HostStatus.$Properties instead.
         */
        interface IHostStatus extends faultline.v1.HostStatus.$Properties {
        }

        /** Represents a HostStatus. */
        class HostStatus {

            /**
             * Constructs a new HostStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.HostStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostStatus uptimeS. */
            uptimeS: number;

            /** HostStatus sessions. */
            sessions: number;

            /** HostStatus refused. */
            refused: number;

            /** HostStatus refusals. */
            refusals: faultline.v1.RefusalCount.$Properties[];

            /** HostStatus heapBytes. */
            heapBytes: number;

            /** HostStatus externalBytes. */
            externalBytes: number;

            /** HostStatus residentBytes. */
            residentBytes: number;

            /** HostStatus openHandles. */
            openHandles: number;

            /** HostStatus eventLoopP99Ms. */
            eventLoopP99Ms: number;

            /** HostStatus pendingGroups. */
            pendingGroups: number;

            /** HostStatus pendingGroupsBound. */
            pendingGroupsBound: number;

            /** HostStatus requestsHeld. */
            requestsHeld: number;

            /** HostStatus requestsBound. */
            requestsBound: number;

            /** HostStatus workloads. */
            workloads: number;

            /** HostStatus workloadsBound. */
            workloadsBound: number;

            /** HostStatus waitingBytes. */
            waitingBytes: number;

            /** HostStatus unmapsOutstanding. */
            unmapsOutstanding: number;

            /** HostStatus heldTurns. */
            heldTurns: number;

            /** HostStatus expiryTurns. */
            expiryTurns: number;

            /** HostStatus expiryLateMs. */
            expiryLateMs: number;

            /**
             * Creates a new HostStatus instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HostStatus instance
             */
            static create(properties: faultline.v1.HostStatus.$Shape): faultline.v1.HostStatus & faultline.v1.HostStatus.$Shape;
            static create(properties?: faultline.v1.HostStatus.$Properties): faultline.v1.HostStatus;

            /**
             * Encodes the specified HostStatus message. Does not implicitly {@link faultline.v1.HostStatus.verify|verify} messages.
             * @param message HostStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.HostStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.HostStatus & faultline.v1.HostStatus.$Shape} HostStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.HostStatus & faultline.v1.HostStatus.$Shape;
        }

        namespace HostStatus {

            /** Properties of a HostStatus. */
            interface $Properties {

                /** HostStatus uptimeS */
                uptimeS?: (number|null);

                /** HostStatus sessions */
                sessions?: (number|null);

                /** HostStatus refused */
                refused?: (number|null);

                /** HostStatus refusals */
                refusals?: (faultline.v1.RefusalCount.$Properties[]|null);

                /** HostStatus heapBytes */
                heapBytes?: (number|null);

                /** HostStatus externalBytes */
                externalBytes?: (number|null);

                /** HostStatus residentBytes */
                residentBytes?: (number|null);

                /** HostStatus openHandles */
                openHandles?: (number|null);

                /** HostStatus eventLoopP99Ms */
                eventLoopP99Ms?: (number|null);

                /** HostStatus pendingGroups */
                pendingGroups?: (number|null);

                /** HostStatus pendingGroupsBound */
                pendingGroupsBound?: (number|null);

                /** HostStatus requestsHeld */
                requestsHeld?: (number|null);

                /** HostStatus requestsBound */
                requestsBound?: (number|null);

                /** HostStatus workloads */
                workloads?: (number|null);

                /** HostStatus workloadsBound */
                workloadsBound?: (number|null);

                /** HostStatus waitingBytes */
                waitingBytes?: (number|null);

                /** HostStatus unmapsOutstanding */
                unmapsOutstanding?: (number|null);

                /** HostStatus heldTurns */
                heldTurns?: (number|null);

                /** HostStatus expiryTurns */
                expiryTurns?: (number|null);

                /** HostStatus expiryLateMs */
                expiryLateMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostStatus. */
            type $Shape = faultline.v1.HostStatus.$Properties;
        }

        /**
         * Properties of a ListDevicesRequest.
         * @deprecated Use faultline.v1.ListDevicesRequest.$Properties instead.
         */
        interface IListDevicesRequest extends faultline.v1.ListDevicesRequest.$Properties {
        }

        /** Represents a ListDevicesRequest. */
        class ListDevicesRequest {

            /**
             * Constructs a new ListDevicesRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ListDevicesRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListDevicesRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListDevicesRequest instance
             */
            static create(properties: faultline.v1.ListDevicesRequest.$Shape): faultline.v1.ListDevicesRequest & faultline.v1.ListDevicesRequest.$Shape;
            static create(properties?: faultline.v1.ListDevicesRequest.$Properties): faultline.v1.ListDevicesRequest;

            /**
             * Encodes the specified ListDevicesRequest message. Does not implicitly {@link faultline.v1.ListDevicesRequest.verify|verify} messages.
             * @param message ListDevicesRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ListDevicesRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListDevicesRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ListDevicesRequest & faultline.v1.ListDevicesRequest.$Shape} ListDevicesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ListDevicesRequest & faultline.v1.ListDevicesRequest.$Shape;
        }

        namespace ListDevicesRequest {

            /** Properties of a ListDevicesRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListDevicesRequest. */
            type $Shape = faultline.v1.ListDevicesRequest.$Properties;
        }

        /**
         * Properties of a ListDevicesResponse.
         * @deprecated Use faultline.v1.ListDevicesResponse.$Properties instead.
         */
        interface IListDevicesResponse extends faultline.v1.ListDevicesResponse.$Properties {
        }

        /** Represents a ListDevicesResponse. */
        class ListDevicesResponse {

            /**
             * Constructs a new ListDevicesResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ListDevicesResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListDevicesResponse devices. */
            devices: faultline.v1.DeviceStatus.$Properties[];

            /**
             * Creates a new ListDevicesResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListDevicesResponse instance
             */
            static create(properties: faultline.v1.ListDevicesResponse.$Shape): faultline.v1.ListDevicesResponse & faultline.v1.ListDevicesResponse.$Shape;
            static create(properties?: faultline.v1.ListDevicesResponse.$Properties): faultline.v1.ListDevicesResponse;

            /**
             * Encodes the specified ListDevicesResponse message. Does not implicitly {@link faultline.v1.ListDevicesResponse.verify|verify} messages.
             * @param message ListDevicesResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ListDevicesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListDevicesResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ListDevicesResponse & faultline.v1.ListDevicesResponse.$Shape} ListDevicesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ListDevicesResponse & faultline.v1.ListDevicesResponse.$Shape;
        }

        namespace ListDevicesResponse {

            /** Properties of a ListDevicesResponse. */
            interface $Properties {

                /** ListDevicesResponse devices */
                devices?: (faultline.v1.DeviceStatus.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListDevicesResponse. */
            type $Shape = faultline.v1.ListDevicesResponse.$Properties;
        }

        /**
         * Properties of a GetDeviceRequest.
         * @deprecated Use faultline.v1.GetDeviceRequest.$Properties instead.
         */
        interface IGetDeviceRequest extends faultline.v1.GetDeviceRequest.$Properties {
        }

        /** Represents a GetDeviceRequest. */
        class GetDeviceRequest {

            /**
             * Constructs a new GetDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GetDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetDeviceRequest name. */
            name: string;

            /**
             * Creates a new GetDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetDeviceRequest instance
             */
            static create(properties: faultline.v1.GetDeviceRequest.$Shape): faultline.v1.GetDeviceRequest & faultline.v1.GetDeviceRequest.$Shape;
            static create(properties?: faultline.v1.GetDeviceRequest.$Properties): faultline.v1.GetDeviceRequest;

            /**
             * Encodes the specified GetDeviceRequest message. Does not implicitly {@link faultline.v1.GetDeviceRequest.verify|verify} messages.
             * @param message GetDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GetDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GetDeviceRequest & faultline.v1.GetDeviceRequest.$Shape} GetDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GetDeviceRequest & faultline.v1.GetDeviceRequest.$Shape;
        }

        namespace GetDeviceRequest {

            /** Properties of a GetDeviceRequest. */
            interface $Properties {

                /** GetDeviceRequest name */
                name?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetDeviceRequest. */
            type $Shape = faultline.v1.GetDeviceRequest.$Properties;
        }

        /**
         * Properties of a GetDeviceResponse.
         * @deprecated Use faultline.v1.GetDeviceResponse.$Properties instead.
         */
        interface IGetDeviceResponse extends faultline.v1.GetDeviceResponse.$Properties {
        }

        /** Represents a GetDeviceResponse. */
        class GetDeviceResponse {

            /**
             * Constructs a new GetDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GetDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new GetDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetDeviceResponse instance
             */
            static create(properties: faultline.v1.GetDeviceResponse.$Shape): faultline.v1.GetDeviceResponse & faultline.v1.GetDeviceResponse.$Shape;
            static create(properties?: faultline.v1.GetDeviceResponse.$Properties): faultline.v1.GetDeviceResponse;

            /**
             * Encodes the specified GetDeviceResponse message. Does not implicitly {@link faultline.v1.GetDeviceResponse.verify|verify} messages.
             * @param message GetDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GetDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GetDeviceResponse & faultline.v1.GetDeviceResponse.$Shape} GetDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GetDeviceResponse & faultline.v1.GetDeviceResponse.$Shape;
        }

        namespace GetDeviceResponse {

            /** Properties of a GetDeviceResponse. */
            interface $Properties {

                /** GetDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetDeviceResponse. */
            type $Shape = faultline.v1.GetDeviceResponse.$Properties;
        }

        /**
         * Properties of a ListGuestsRequest.
         * @deprecated Use faultline.v1.ListGuestsRequest.$Properties instead.
         */
        interface IListGuestsRequest extends faultline.v1.ListGuestsRequest.$Properties {
        }

        /** Represents a ListGuestsRequest. */
        class ListGuestsRequest {

            /**
             * Constructs a new ListGuestsRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ListGuestsRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new ListGuestsRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListGuestsRequest instance
             */
            static create(properties: faultline.v1.ListGuestsRequest.$Shape): faultline.v1.ListGuestsRequest & faultline.v1.ListGuestsRequest.$Shape;
            static create(properties?: faultline.v1.ListGuestsRequest.$Properties): faultline.v1.ListGuestsRequest;

            /**
             * Encodes the specified ListGuestsRequest message. Does not implicitly {@link faultline.v1.ListGuestsRequest.verify|verify} messages.
             * @param message ListGuestsRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ListGuestsRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListGuestsRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ListGuestsRequest & faultline.v1.ListGuestsRequest.$Shape} ListGuestsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ListGuestsRequest & faultline.v1.ListGuestsRequest.$Shape;
        }

        namespace ListGuestsRequest {

            /** Properties of a ListGuestsRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListGuestsRequest. */
            type $Shape = faultline.v1.ListGuestsRequest.$Properties;
        }

        /**
         * Properties of a ListGuestsResponse.
         * @deprecated Use faultline.v1.ListGuestsResponse.$Properties instead.
         */
        interface IListGuestsResponse extends faultline.v1.ListGuestsResponse.$Properties {
        }

        /** Represents a ListGuestsResponse. */
        class ListGuestsResponse {

            /**
             * Constructs a new ListGuestsResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ListGuestsResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ListGuestsResponse guests. */
            guests: faultline.v1.GuestStatus.$Properties[];

            /**
             * Creates a new ListGuestsResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ListGuestsResponse instance
             */
            static create(properties: faultline.v1.ListGuestsResponse.$Shape): faultline.v1.ListGuestsResponse & faultline.v1.ListGuestsResponse.$Shape;
            static create(properties?: faultline.v1.ListGuestsResponse.$Properties): faultline.v1.ListGuestsResponse;

            /**
             * Encodes the specified ListGuestsResponse message. Does not implicitly {@link faultline.v1.ListGuestsResponse.verify|verify} messages.
             * @param message ListGuestsResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ListGuestsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ListGuestsResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ListGuestsResponse & faultline.v1.ListGuestsResponse.$Shape} ListGuestsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ListGuestsResponse & faultline.v1.ListGuestsResponse.$Shape;
        }

        namespace ListGuestsResponse {

            /** Properties of a ListGuestsResponse. */
            interface $Properties {

                /** ListGuestsResponse guests */
                guests?: (faultline.v1.GuestStatus.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ListGuestsResponse. */
            type $Shape = faultline.v1.ListGuestsResponse.$Properties;
        }

        /**
         * Properties of a GetHostRequest.
         * @deprecated Use faultline.v1.GetHostRequest.$Properties instead.
         */
        interface IGetHostRequest extends faultline.v1.GetHostRequest.$Properties {
        }

        /** Represents a GetHostRequest. */
        class GetHostRequest {

            /**
             * Constructs a new GetHostRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GetHostRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new GetHostRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetHostRequest instance
             */
            static create(properties: faultline.v1.GetHostRequest.$Shape): faultline.v1.GetHostRequest & faultline.v1.GetHostRequest.$Shape;
            static create(properties?: faultline.v1.GetHostRequest.$Properties): faultline.v1.GetHostRequest;

            /**
             * Encodes the specified GetHostRequest message. Does not implicitly {@link faultline.v1.GetHostRequest.verify|verify} messages.
             * @param message GetHostRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GetHostRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetHostRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GetHostRequest & faultline.v1.GetHostRequest.$Shape} GetHostRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GetHostRequest & faultline.v1.GetHostRequest.$Shape;
        }

        namespace GetHostRequest {

            /** Properties of a GetHostRequest. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetHostRequest. */
            type $Shape = faultline.v1.GetHostRequest.$Properties;
        }

        /**
         * Properties of a GetHostResponse.
         * @deprecated Use faultline.v1.GetHostResponse.$Properties instead.
         */
        interface IGetHostResponse extends faultline.v1.GetHostResponse.$Properties {
        }

        /** Represents a GetHostResponse. */
        class GetHostResponse {

            /**
             * Constructs a new GetHostResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.GetHostResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GetHostResponse host. */
            host?: (faultline.v1.HostStatus.$Properties|null);

            /**
             * Creates a new GetHostResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns GetHostResponse instance
             */
            static create(properties: faultline.v1.GetHostResponse.$Shape): faultline.v1.GetHostResponse & faultline.v1.GetHostResponse.$Shape;
            static create(properties?: faultline.v1.GetHostResponse.$Properties): faultline.v1.GetHostResponse;

            /**
             * Encodes the specified GetHostResponse message. Does not implicitly {@link faultline.v1.GetHostResponse.verify|verify} messages.
             * @param message GetHostResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.GetHostResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GetHostResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.GetHostResponse & faultline.v1.GetHostResponse.$Shape} GetHostResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.GetHostResponse & faultline.v1.GetHostResponse.$Shape;
        }

        namespace GetHostResponse {

            /** Properties of a GetHostResponse. */
            interface $Properties {

                /** GetHostResponse host */
                host?: (faultline.v1.HostStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GetHostResponse. */
            type $Shape = faultline.v1.GetHostResponse.$Properties;
        }

        /**
         * Properties of an AssignDeviceRequest.
         * @deprecated Use faultline.v1.AssignDeviceRequest.$Properties instead.
         */
        interface IAssignDeviceRequest extends faultline.v1.AssignDeviceRequest.$Properties {
        }

        /** Represents an AssignDeviceRequest. */
        class AssignDeviceRequest {

            /**
             * Constructs a new AssignDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.AssignDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AssignDeviceRequest device. */
            device: string;

            /** AssignDeviceRequest guest. */
            guest: string;

            /**
             * Creates a new AssignDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AssignDeviceRequest instance
             */
            static create(properties: faultline.v1.AssignDeviceRequest.$Shape): faultline.v1.AssignDeviceRequest & faultline.v1.AssignDeviceRequest.$Shape;
            static create(properties?: faultline.v1.AssignDeviceRequest.$Properties): faultline.v1.AssignDeviceRequest;

            /**
             * Encodes the specified AssignDeviceRequest message. Does not implicitly {@link faultline.v1.AssignDeviceRequest.verify|verify} messages.
             * @param message AssignDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.AssignDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AssignDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.AssignDeviceRequest & faultline.v1.AssignDeviceRequest.$Shape} AssignDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.AssignDeviceRequest & faultline.v1.AssignDeviceRequest.$Shape;
        }

        namespace AssignDeviceRequest {

            /** Properties of an AssignDeviceRequest. */
            interface $Properties {

                /** AssignDeviceRequest device */
                device?: (string|null);

                /** AssignDeviceRequest guest */
                guest?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AssignDeviceRequest. */
            type $Shape = faultline.v1.AssignDeviceRequest.$Properties;
        }

        /**
         * Properties of an AssignDeviceResponse.
         * @deprecated Use faultline.v1.AssignDeviceResponse.$Properties instead.
         */
        interface IAssignDeviceResponse extends faultline.v1.AssignDeviceResponse.$Properties {
        }

        /** Represents an AssignDeviceResponse. */
        class AssignDeviceResponse {

            /**
             * Constructs a new AssignDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.AssignDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AssignDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new AssignDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AssignDeviceResponse instance
             */
            static create(properties: faultline.v1.AssignDeviceResponse.$Shape): faultline.v1.AssignDeviceResponse & faultline.v1.AssignDeviceResponse.$Shape;
            static create(properties?: faultline.v1.AssignDeviceResponse.$Properties): faultline.v1.AssignDeviceResponse;

            /**
             * Encodes the specified AssignDeviceResponse message. Does not implicitly {@link faultline.v1.AssignDeviceResponse.verify|verify} messages.
             * @param message AssignDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.AssignDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AssignDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.AssignDeviceResponse & faultline.v1.AssignDeviceResponse.$Shape} AssignDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.AssignDeviceResponse & faultline.v1.AssignDeviceResponse.$Shape;
        }

        namespace AssignDeviceResponse {

            /** Properties of an AssignDeviceResponse. */
            interface $Properties {

                /** AssignDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AssignDeviceResponse. */
            type $Shape = faultline.v1.AssignDeviceResponse.$Properties;
        }

        /**
         * Properties of an UnassignDeviceRequest.
         * @deprecated Use faultline.v1.UnassignDeviceRequest.$Properties instead.
         */
        interface IUnassignDeviceRequest extends faultline.v1.UnassignDeviceRequest.$Properties {
        }

        /** Represents an UnassignDeviceRequest. */
        class UnassignDeviceRequest {

            /**
             * Constructs a new UnassignDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnassignDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnassignDeviceRequest device. */
            device: string;

            /**
             * Creates a new UnassignDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnassignDeviceRequest instance
             */
            static create(properties: faultline.v1.UnassignDeviceRequest.$Shape): faultline.v1.UnassignDeviceRequest & faultline.v1.UnassignDeviceRequest.$Shape;
            static create(properties?: faultline.v1.UnassignDeviceRequest.$Properties): faultline.v1.UnassignDeviceRequest;

            /**
             * Encodes the specified UnassignDeviceRequest message. Does not implicitly {@link faultline.v1.UnassignDeviceRequest.verify|verify} messages.
             * @param message UnassignDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnassignDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnassignDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnassignDeviceRequest & faultline.v1.UnassignDeviceRequest.$Shape} UnassignDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnassignDeviceRequest & faultline.v1.UnassignDeviceRequest.$Shape;
        }

        namespace UnassignDeviceRequest {

            /** Properties of an UnassignDeviceRequest. */
            interface $Properties {

                /** UnassignDeviceRequest device */
                device?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnassignDeviceRequest. */
            type $Shape = faultline.v1.UnassignDeviceRequest.$Properties;
        }

        /**
         * Properties of an UnassignDeviceResponse.
         * @deprecated Use faultline.v1.UnassignDeviceResponse.$Properties instead.
         */
        interface IUnassignDeviceResponse extends faultline.v1.UnassignDeviceResponse.$Properties {
        }

        /** Represents an UnassignDeviceResponse. */
        class UnassignDeviceResponse {

            /**
             * Constructs a new UnassignDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnassignDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnassignDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new UnassignDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnassignDeviceResponse instance
             */
            static create(properties: faultline.v1.UnassignDeviceResponse.$Shape): faultline.v1.UnassignDeviceResponse & faultline.v1.UnassignDeviceResponse.$Shape;
            static create(properties?: faultline.v1.UnassignDeviceResponse.$Properties): faultline.v1.UnassignDeviceResponse;

            /**
             * Encodes the specified UnassignDeviceResponse message. Does not implicitly {@link faultline.v1.UnassignDeviceResponse.verify|verify} messages.
             * @param message UnassignDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnassignDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnassignDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnassignDeviceResponse & faultline.v1.UnassignDeviceResponse.$Shape} UnassignDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnassignDeviceResponse & faultline.v1.UnassignDeviceResponse.$Shape;
        }

        namespace UnassignDeviceResponse {

            /** Properties of an UnassignDeviceResponse. */
            interface $Properties {

                /** UnassignDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnassignDeviceResponse. */
            type $Shape = faultline.v1.UnassignDeviceResponse.$Properties;
        }

        /**
         * Properties of a BindDeviceRequest.
         * @deprecated Use faultline.v1.BindDeviceRequest.$Properties instead.
         */
        interface IBindDeviceRequest extends faultline.v1.BindDeviceRequest.$Properties {
        }

        /** Represents a BindDeviceRequest. */
        class BindDeviceRequest {

            /**
             * Constructs a new BindDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.BindDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BindDeviceRequest device. */
            device: string;

            /** BindDeviceRequest driver. */
            driver: string;

            /** BindDeviceRequest guest. */
            guest: string;

            /**
             * Creates a new BindDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BindDeviceRequest instance
             */
            static create(properties: faultline.v1.BindDeviceRequest.$Shape): faultline.v1.BindDeviceRequest & faultline.v1.BindDeviceRequest.$Shape;
            static create(properties?: faultline.v1.BindDeviceRequest.$Properties): faultline.v1.BindDeviceRequest;

            /**
             * Encodes the specified BindDeviceRequest message. Does not implicitly {@link faultline.v1.BindDeviceRequest.verify|verify} messages.
             * @param message BindDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.BindDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BindDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.BindDeviceRequest & faultline.v1.BindDeviceRequest.$Shape} BindDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.BindDeviceRequest & faultline.v1.BindDeviceRequest.$Shape;
        }

        namespace BindDeviceRequest {

            /** Properties of a BindDeviceRequest. */
            interface $Properties {

                /** BindDeviceRequest device */
                device?: (string|null);

                /** BindDeviceRequest driver */
                driver?: (string|null);

                /** BindDeviceRequest guest */
                guest?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BindDeviceRequest. */
            type $Shape = faultline.v1.BindDeviceRequest.$Properties;
        }

        /**
         * Properties of a BindDeviceResponse.
         * @deprecated Use faultline.v1.BindDeviceResponse.$Properties instead.
         */
        interface IBindDeviceResponse extends faultline.v1.BindDeviceResponse.$Properties {
        }

        /** Represents a BindDeviceResponse. */
        class BindDeviceResponse {

            /**
             * Constructs a new BindDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.BindDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BindDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new BindDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns BindDeviceResponse instance
             */
            static create(properties: faultline.v1.BindDeviceResponse.$Shape): faultline.v1.BindDeviceResponse & faultline.v1.BindDeviceResponse.$Shape;
            static create(properties?: faultline.v1.BindDeviceResponse.$Properties): faultline.v1.BindDeviceResponse;

            /**
             * Encodes the specified BindDeviceResponse message. Does not implicitly {@link faultline.v1.BindDeviceResponse.verify|verify} messages.
             * @param message BindDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.BindDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BindDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.BindDeviceResponse & faultline.v1.BindDeviceResponse.$Shape} BindDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.BindDeviceResponse & faultline.v1.BindDeviceResponse.$Shape;
        }

        namespace BindDeviceResponse {

            /** Properties of a BindDeviceResponse. */
            interface $Properties {

                /** BindDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BindDeviceResponse. */
            type $Shape = faultline.v1.BindDeviceResponse.$Properties;
        }

        /**
         * Properties of an UnbindDeviceRequest.
         * @deprecated Use faultline.v1.UnbindDeviceRequest.$Properties instead.
         */
        interface IUnbindDeviceRequest extends faultline.v1.UnbindDeviceRequest.$Properties {
        }

        /** Represents an UnbindDeviceRequest. */
        class UnbindDeviceRequest {

            /**
             * Constructs a new UnbindDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnbindDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnbindDeviceRequest device. */
            device: string;

            /**
             * Creates a new UnbindDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnbindDeviceRequest instance
             */
            static create(properties: faultline.v1.UnbindDeviceRequest.$Shape): faultline.v1.UnbindDeviceRequest & faultline.v1.UnbindDeviceRequest.$Shape;
            static create(properties?: faultline.v1.UnbindDeviceRequest.$Properties): faultline.v1.UnbindDeviceRequest;

            /**
             * Encodes the specified UnbindDeviceRequest message. Does not implicitly {@link faultline.v1.UnbindDeviceRequest.verify|verify} messages.
             * @param message UnbindDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnbindDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnbindDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnbindDeviceRequest & faultline.v1.UnbindDeviceRequest.$Shape} UnbindDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnbindDeviceRequest & faultline.v1.UnbindDeviceRequest.$Shape;
        }

        namespace UnbindDeviceRequest {

            /** Properties of an UnbindDeviceRequest. */
            interface $Properties {

                /** UnbindDeviceRequest device */
                device?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnbindDeviceRequest. */
            type $Shape = faultline.v1.UnbindDeviceRequest.$Properties;
        }

        /**
         * Properties of an UnbindDeviceResponse.
         * @deprecated Use faultline.v1.UnbindDeviceResponse.$Properties instead.
         */
        interface IUnbindDeviceResponse extends faultline.v1.UnbindDeviceResponse.$Properties {
        }

        /** Represents an UnbindDeviceResponse. */
        class UnbindDeviceResponse {

            /**
             * Constructs a new UnbindDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnbindDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnbindDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new UnbindDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnbindDeviceResponse instance
             */
            static create(properties: faultline.v1.UnbindDeviceResponse.$Shape): faultline.v1.UnbindDeviceResponse & faultline.v1.UnbindDeviceResponse.$Shape;
            static create(properties?: faultline.v1.UnbindDeviceResponse.$Properties): faultline.v1.UnbindDeviceResponse;

            /**
             * Encodes the specified UnbindDeviceResponse message. Does not implicitly {@link faultline.v1.UnbindDeviceResponse.verify|verify} messages.
             * @param message UnbindDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnbindDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnbindDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnbindDeviceResponse & faultline.v1.UnbindDeviceResponse.$Shape} UnbindDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnbindDeviceResponse & faultline.v1.UnbindDeviceResponse.$Shape;
        }

        namespace UnbindDeviceResponse {

            /** Properties of an UnbindDeviceResponse. */
            interface $Properties {

                /** UnbindDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnbindDeviceResponse. */
            type $Shape = faultline.v1.UnbindDeviceResponse.$Properties;
        }

        /**
         * Properties of a ResetDeviceRequest.
         * @deprecated Use faultline.v1.ResetDeviceRequest.$Properties instead.
         */
        interface IResetDeviceRequest extends faultline.v1.ResetDeviceRequest.$Properties {
        }

        /** Represents a ResetDeviceRequest. */
        class ResetDeviceRequest {

            /**
             * Constructs a new ResetDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ResetDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResetDeviceRequest device. */
            device: string;

            /**
             * Creates a new ResetDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetDeviceRequest instance
             */
            static create(properties: faultline.v1.ResetDeviceRequest.$Shape): faultline.v1.ResetDeviceRequest & faultline.v1.ResetDeviceRequest.$Shape;
            static create(properties?: faultline.v1.ResetDeviceRequest.$Properties): faultline.v1.ResetDeviceRequest;

            /**
             * Encodes the specified ResetDeviceRequest message. Does not implicitly {@link faultline.v1.ResetDeviceRequest.verify|verify} messages.
             * @param message ResetDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ResetDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ResetDeviceRequest & faultline.v1.ResetDeviceRequest.$Shape} ResetDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ResetDeviceRequest & faultline.v1.ResetDeviceRequest.$Shape;
        }

        namespace ResetDeviceRequest {

            /** Properties of a ResetDeviceRequest. */
            interface $Properties {

                /** ResetDeviceRequest device */
                device?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResetDeviceRequest. */
            type $Shape = faultline.v1.ResetDeviceRequest.$Properties;
        }

        /**
         * Properties of a ResetDeviceResponse.
         * @deprecated Use faultline.v1.ResetDeviceResponse.$Properties instead.
         */
        interface IResetDeviceResponse extends faultline.v1.ResetDeviceResponse.$Properties {
        }

        /** Represents a ResetDeviceResponse. */
        class ResetDeviceResponse {

            /**
             * Constructs a new ResetDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ResetDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResetDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new ResetDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetDeviceResponse instance
             */
            static create(properties: faultline.v1.ResetDeviceResponse.$Shape): faultline.v1.ResetDeviceResponse & faultline.v1.ResetDeviceResponse.$Shape;
            static create(properties?: faultline.v1.ResetDeviceResponse.$Properties): faultline.v1.ResetDeviceResponse;

            /**
             * Encodes the specified ResetDeviceResponse message. Does not implicitly {@link faultline.v1.ResetDeviceResponse.verify|verify} messages.
             * @param message ResetDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ResetDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ResetDeviceResponse & faultline.v1.ResetDeviceResponse.$Shape} ResetDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ResetDeviceResponse & faultline.v1.ResetDeviceResponse.$Shape;
        }

        namespace ResetDeviceResponse {

            /** Properties of a ResetDeviceResponse. */
            interface $Properties {

                /** ResetDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResetDeviceResponse. */
            type $Shape = faultline.v1.ResetDeviceResponse.$Properties;
        }

        /**
         * Properties of an UnplugDeviceRequest.
         * @deprecated Use faultline.v1.UnplugDeviceRequest.$Properties instead.
         */
        interface IUnplugDeviceRequest extends faultline.v1.UnplugDeviceRequest.$Properties {
        }

        /** Represents an UnplugDeviceRequest. */
        class UnplugDeviceRequest {

            /**
             * Constructs a new UnplugDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnplugDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnplugDeviceRequest device. */
            device: string;

            /**
             * Creates a new UnplugDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnplugDeviceRequest instance
             */
            static create(properties: faultline.v1.UnplugDeviceRequest.$Shape): faultline.v1.UnplugDeviceRequest & faultline.v1.UnplugDeviceRequest.$Shape;
            static create(properties?: faultline.v1.UnplugDeviceRequest.$Properties): faultline.v1.UnplugDeviceRequest;

            /**
             * Encodes the specified UnplugDeviceRequest message. Does not implicitly {@link faultline.v1.UnplugDeviceRequest.verify|verify} messages.
             * @param message UnplugDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnplugDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnplugDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnplugDeviceRequest & faultline.v1.UnplugDeviceRequest.$Shape} UnplugDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnplugDeviceRequest & faultline.v1.UnplugDeviceRequest.$Shape;
        }

        namespace UnplugDeviceRequest {

            /** Properties of an UnplugDeviceRequest. */
            interface $Properties {

                /** UnplugDeviceRequest device */
                device?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnplugDeviceRequest. */
            type $Shape = faultline.v1.UnplugDeviceRequest.$Properties;
        }

        /**
         * Properties of an UnplugDeviceResponse.
         * @deprecated Use faultline.v1.UnplugDeviceResponse.$Properties instead.
         */
        interface IUnplugDeviceResponse extends faultline.v1.UnplugDeviceResponse.$Properties {
        }

        /** Represents an UnplugDeviceResponse. */
        class UnplugDeviceResponse {

            /**
             * Constructs a new UnplugDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnplugDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new UnplugDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnplugDeviceResponse instance
             */
            static create(properties: faultline.v1.UnplugDeviceResponse.$Shape): faultline.v1.UnplugDeviceResponse & faultline.v1.UnplugDeviceResponse.$Shape;
            static create(properties?: faultline.v1.UnplugDeviceResponse.$Properties): faultline.v1.UnplugDeviceResponse;

            /**
             * Encodes the specified UnplugDeviceResponse message. Does not implicitly {@link faultline.v1.UnplugDeviceResponse.verify|verify} messages.
             * @param message UnplugDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnplugDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnplugDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnplugDeviceResponse & faultline.v1.UnplugDeviceResponse.$Shape} UnplugDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnplugDeviceResponse & faultline.v1.UnplugDeviceResponse.$Shape;
        }

        namespace UnplugDeviceResponse {

            /** Properties of an UnplugDeviceResponse. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnplugDeviceResponse. */
            type $Shape = faultline.v1.UnplugDeviceResponse.$Properties;
        }

        /**
         * Properties of a PlugDeviceRequest.
         * @deprecated Use faultline.v1.PlugDeviceRequest.$Properties instead.
         */
        interface IPlugDeviceRequest extends faultline.v1.PlugDeviceRequest.$Properties {
        }

        /** Represents a PlugDeviceRequest. */
        class PlugDeviceRequest {

            /**
             * Constructs a new PlugDeviceRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.PlugDeviceRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PlugDeviceRequest device. */
            device: string;

            /**
             * Creates a new PlugDeviceRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PlugDeviceRequest instance
             */
            static create(properties: faultline.v1.PlugDeviceRequest.$Shape): faultline.v1.PlugDeviceRequest & faultline.v1.PlugDeviceRequest.$Shape;
            static create(properties?: faultline.v1.PlugDeviceRequest.$Properties): faultline.v1.PlugDeviceRequest;

            /**
             * Encodes the specified PlugDeviceRequest message. Does not implicitly {@link faultline.v1.PlugDeviceRequest.verify|verify} messages.
             * @param message PlugDeviceRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.PlugDeviceRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlugDeviceRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.PlugDeviceRequest & faultline.v1.PlugDeviceRequest.$Shape} PlugDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.PlugDeviceRequest & faultline.v1.PlugDeviceRequest.$Shape;
        }

        namespace PlugDeviceRequest {

            /** Properties of a PlugDeviceRequest. */
            interface $Properties {

                /** PlugDeviceRequest device */
                device?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PlugDeviceRequest. */
            type $Shape = faultline.v1.PlugDeviceRequest.$Properties;
        }

        /**
         * Properties of a PlugDeviceResponse.
         * @deprecated Use faultline.v1.PlugDeviceResponse.$Properties instead.
         */
        interface IPlugDeviceResponse extends faultline.v1.PlugDeviceResponse.$Properties {
        }

        /** Represents a PlugDeviceResponse. */
        class PlugDeviceResponse {

            /**
             * Constructs a new PlugDeviceResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.PlugDeviceResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PlugDeviceResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new PlugDeviceResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns PlugDeviceResponse instance
             */
            static create(properties: faultline.v1.PlugDeviceResponse.$Shape): faultline.v1.PlugDeviceResponse & faultline.v1.PlugDeviceResponse.$Shape;
            static create(properties?: faultline.v1.PlugDeviceResponse.$Properties): faultline.v1.PlugDeviceResponse;

            /**
             * Encodes the specified PlugDeviceResponse message. Does not implicitly {@link faultline.v1.PlugDeviceResponse.verify|verify} messages.
             * @param message PlugDeviceResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.PlugDeviceResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PlugDeviceResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.PlugDeviceResponse & faultline.v1.PlugDeviceResponse.$Shape} PlugDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.PlugDeviceResponse & faultline.v1.PlugDeviceResponse.$Shape;
        }

        namespace PlugDeviceResponse {

            /** Properties of a PlugDeviceResponse. */
            interface $Properties {

                /** PlugDeviceResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PlugDeviceResponse. */
            type $Shape = faultline.v1.PlugDeviceResponse.$Properties;
        }

        /**
         * Properties of a SetDriverOverrideRequest.
         * @deprecated Use faultline.v1.SetDriverOverrideRequest.$Properties instead.
         */
        interface ISetDriverOverrideRequest extends faultline.v1.SetDriverOverrideRequest.$Properties {
        }

        /** Represents a SetDriverOverrideRequest. */
        class SetDriverOverrideRequest {

            /**
             * Constructs a new SetDriverOverrideRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SetDriverOverrideRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetDriverOverrideRequest device. */
            device: string;

            /** SetDriverOverrideRequest driver. */
            driver: string;

            /**
             * Creates a new SetDriverOverrideRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SetDriverOverrideRequest instance
             */
            static create(properties: faultline.v1.SetDriverOverrideRequest.$Shape): faultline.v1.SetDriverOverrideRequest & faultline.v1.SetDriverOverrideRequest.$Shape;
            static create(properties?: faultline.v1.SetDriverOverrideRequest.$Properties): faultline.v1.SetDriverOverrideRequest;

            /**
             * Encodes the specified SetDriverOverrideRequest message. Does not implicitly {@link faultline.v1.SetDriverOverrideRequest.verify|verify} messages.
             * @param message SetDriverOverrideRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SetDriverOverrideRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetDriverOverrideRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SetDriverOverrideRequest & faultline.v1.SetDriverOverrideRequest.$Shape} SetDriverOverrideRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SetDriverOverrideRequest & faultline.v1.SetDriverOverrideRequest.$Shape;
        }

        namespace SetDriverOverrideRequest {

            /** Properties of a SetDriverOverrideRequest. */
            interface $Properties {

                /** SetDriverOverrideRequest device */
                device?: (string|null);

                /** SetDriverOverrideRequest driver */
                driver?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetDriverOverrideRequest. */
            type $Shape = faultline.v1.SetDriverOverrideRequest.$Properties;
        }

        /**
         * Properties of a SetDriverOverrideResponse.
         * @deprecated Use faultline.v1.SetDriverOverrideResponse.$Properties instead.
         */
        interface ISetDriverOverrideResponse extends faultline.v1.SetDriverOverrideResponse.$Properties {
        }

        /** Represents a SetDriverOverrideResponse. */
        class SetDriverOverrideResponse {

            /**
             * Constructs a new SetDriverOverrideResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SetDriverOverrideResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetDriverOverrideResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new SetDriverOverrideResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SetDriverOverrideResponse instance
             */
            static create(properties: faultline.v1.SetDriverOverrideResponse.$Shape): faultline.v1.SetDriverOverrideResponse & faultline.v1.SetDriverOverrideResponse.$Shape;
            static create(properties?: faultline.v1.SetDriverOverrideResponse.$Properties): faultline.v1.SetDriverOverrideResponse;

            /**
             * Encodes the specified SetDriverOverrideResponse message. Does not implicitly {@link faultline.v1.SetDriverOverrideResponse.verify|verify} messages.
             * @param message SetDriverOverrideResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SetDriverOverrideResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetDriverOverrideResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SetDriverOverrideResponse & faultline.v1.SetDriverOverrideResponse.$Shape} SetDriverOverrideResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SetDriverOverrideResponse & faultline.v1.SetDriverOverrideResponse.$Shape;
        }

        namespace SetDriverOverrideResponse {

            /** Properties of a SetDriverOverrideResponse. */
            interface $Properties {

                /** SetDriverOverrideResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetDriverOverrideResponse. */
            type $Shape = faultline.v1.SetDriverOverrideResponse.$Properties;
        }

        /**
         * Properties of a ReleasePasidRequest.
         * @deprecated Use faultline.v1.ReleasePasidRequest.$Properties instead.
         */
        interface IReleasePasidRequest extends faultline.v1.ReleasePasidRequest.$Properties {
        }

        /** Represents a ReleasePasidRequest. */
        class ReleasePasidRequest {

            /**
             * Constructs a new ReleasePasidRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ReleasePasidRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReleasePasidRequest device. */
            device: string;

            /** ReleasePasidRequest pasid. */
            pasid: number;

            /**
             * Creates a new ReleasePasidRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReleasePasidRequest instance
             */
            static create(properties: faultline.v1.ReleasePasidRequest.$Shape): faultline.v1.ReleasePasidRequest & faultline.v1.ReleasePasidRequest.$Shape;
            static create(properties?: faultline.v1.ReleasePasidRequest.$Properties): faultline.v1.ReleasePasidRequest;

            /**
             * Encodes the specified ReleasePasidRequest message. Does not implicitly {@link faultline.v1.ReleasePasidRequest.verify|verify} messages.
             * @param message ReleasePasidRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ReleasePasidRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleasePasidRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ReleasePasidRequest & faultline.v1.ReleasePasidRequest.$Shape} ReleasePasidRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ReleasePasidRequest & faultline.v1.ReleasePasidRequest.$Shape;
        }

        namespace ReleasePasidRequest {

            /** Properties of a ReleasePasidRequest. */
            interface $Properties {

                /** ReleasePasidRequest device */
                device?: (string|null);

                /** ReleasePasidRequest pasid */
                pasid?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleasePasidRequest. */
            type $Shape = faultline.v1.ReleasePasidRequest.$Properties;
        }

        /**
         * Properties of a ReleasePasidResponse.
         * @deprecated Use faultline.v1.ReleasePasidResponse.$Properties instead.
         */
        interface IReleasePasidResponse extends faultline.v1.ReleasePasidResponse.$Properties {
        }

        /** Represents a ReleasePasidResponse. */
        class ReleasePasidResponse {

            /**
             * Constructs a new ReleasePasidResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ReleasePasidResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReleasePasidResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new ReleasePasidResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReleasePasidResponse instance
             */
            static create(properties: faultline.v1.ReleasePasidResponse.$Shape): faultline.v1.ReleasePasidResponse & faultline.v1.ReleasePasidResponse.$Shape;
            static create(properties?: faultline.v1.ReleasePasidResponse.$Properties): faultline.v1.ReleasePasidResponse;

            /**
             * Encodes the specified ReleasePasidResponse message. Does not implicitly {@link faultline.v1.ReleasePasidResponse.verify|verify} messages.
             * @param message ReleasePasidResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ReleasePasidResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReleasePasidResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ReleasePasidResponse & faultline.v1.ReleasePasidResponse.$Shape} ReleasePasidResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ReleasePasidResponse & faultline.v1.ReleasePasidResponse.$Shape;
        }

        namespace ReleasePasidResponse {

            /** Properties of a ReleasePasidResponse. */
            interface $Properties {

                /** ReleasePasidResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReleasePasidResponse. */
            type $Shape = faultline.v1.ReleasePasidResponse.$Properties;
        }

        /**
         * Properties of a ResetGuestRequest.
         * @deprecated Use faultline.v1.ResetGuestRequest.$Properties instead.
         */
        interface IResetGuestRequest extends faultline.v1.ResetGuestRequest.$Properties {
        }

        /** Represents a ResetGuestRequest. */
        class ResetGuestRequest {

            /**
             * Constructs a new ResetGuestRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ResetGuestRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResetGuestRequest guest. */
            guest: string;

            /**
             * Creates a new ResetGuestRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetGuestRequest instance
             */
            static create(properties: faultline.v1.ResetGuestRequest.$Shape): faultline.v1.ResetGuestRequest & faultline.v1.ResetGuestRequest.$Shape;
            static create(properties?: faultline.v1.ResetGuestRequest.$Properties): faultline.v1.ResetGuestRequest;

            /**
             * Encodes the specified ResetGuestRequest message. Does not implicitly {@link faultline.v1.ResetGuestRequest.verify|verify} messages.
             * @param message ResetGuestRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ResetGuestRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetGuestRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ResetGuestRequest & faultline.v1.ResetGuestRequest.$Shape} ResetGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ResetGuestRequest & faultline.v1.ResetGuestRequest.$Shape;
        }

        namespace ResetGuestRequest {

            /** Properties of a ResetGuestRequest. */
            interface $Properties {

                /** ResetGuestRequest guest */
                guest?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResetGuestRequest. */
            type $Shape = faultline.v1.ResetGuestRequest.$Properties;
        }

        /**
         * Properties of a ResetGuestResponse.
         * @deprecated Use faultline.v1.ResetGuestResponse.$Properties instead.
         */
        interface IResetGuestResponse extends faultline.v1.ResetGuestResponse.$Properties {
        }

        /** Represents a ResetGuestResponse. */
        class ResetGuestResponse {

            /**
             * Constructs a new ResetGuestResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ResetGuestResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResetGuestResponse guest. */
            guest?: (faultline.v1.GuestStatus.$Properties|null);

            /**
             * Creates a new ResetGuestResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResetGuestResponse instance
             */
            static create(properties: faultline.v1.ResetGuestResponse.$Shape): faultline.v1.ResetGuestResponse & faultline.v1.ResetGuestResponse.$Shape;
            static create(properties?: faultline.v1.ResetGuestResponse.$Properties): faultline.v1.ResetGuestResponse;

            /**
             * Encodes the specified ResetGuestResponse message. Does not implicitly {@link faultline.v1.ResetGuestResponse.verify|verify} messages.
             * @param message ResetGuestResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ResetGuestResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResetGuestResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ResetGuestResponse & faultline.v1.ResetGuestResponse.$Shape} ResetGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ResetGuestResponse & faultline.v1.ResetGuestResponse.$Shape;
        }

        namespace ResetGuestResponse {

            /** Properties of a ResetGuestResponse. */
            interface $Properties {

                /** ResetGuestResponse guest */
                guest?: (faultline.v1.GuestStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResetGuestResponse. */
            type $Shape = faultline.v1.ResetGuestResponse.$Properties;
        }

        /** InjectedFault enum. */
        enum InjectedFault {

            /** INJECTED_FAULT_UNSPECIFIED value */
            INJECTED_FAULT_UNSPECIFIED = 0,

            /** INJECTED_FAULT_PAGE_REQUEST value */
            INJECTED_FAULT_PAGE_REQUEST = 1,

            /** INJECTED_FAULT_STALL value */
            INJECTED_FAULT_STALL = 2,

            /** INJECTED_FAULT_UNRECOVERABLE value */
            INJECTED_FAULT_UNRECOVERABLE = 3,

            /** INJECTED_FAULT_CONFIG_ERROR value */
            INJECTED_FAULT_CONFIG_ERROR = 4,

            /** INJECTED_FAULT_INTERRUPT value */
            INJECTED_FAULT_INTERRUPT = 5,

            /** INJECTED_FAULT_OVERFLOW value */
            INJECTED_FAULT_OVERFLOW = 6,

            /** INJECTED_FAULT_INVALIDATION_TIMEOUT value */
            INJECTED_FAULT_INVALIDATION_TIMEOUT = 7
        }

        /** InjectedEnd enum. */
        enum InjectedEnd {

            /** INJECTED_END_NONE value */
            INJECTED_END_NONE = 0,

            /** INJECTED_END_SUCCESS value */
            INJECTED_END_SUCCESS = 1,

            /** INJECTED_END_INVALID value */
            INJECTED_END_INVALID = 2,

            /** INJECTED_END_FAILURE value */
            INJECTED_END_FAILURE = 3,

            /** INJECTED_END_LIVELOCK value */
            INJECTED_END_LIVELOCK = 4,

            /** INJECTED_END_ABORTED value */
            INJECTED_END_ABORTED = 5,

            /** INJECTED_END_DISCARDED value */
            INJECTED_END_DISCARDED = 6,

            /** INJECTED_END_RESET value */
            INJECTED_END_RESET = 7
        }

        /**
         * Properties of an InjectFaultRequest.
         * @deprecated Use faultline.v1.InjectFaultRequest.$Properties instead.
         */
        interface IInjectFaultRequest extends faultline.v1.InjectFaultRequest.$Properties {
        }

        /** Represents an InjectFaultRequest. */
        class InjectFaultRequest {

            /**
             * Constructs a new InjectFaultRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.InjectFaultRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InjectFaultRequest device. */
            device: string;

            /** InjectFaultRequest fault. */
            fault: faultline.v1.InjectedFault;

            /** InjectFaultRequest pasid. */
            pasid: number;

            /** InjectFaultRequest address. */
            address: number;

            /** InjectFaultRequest access. */
            access: number;

            /** InjectFaultRequest pages. */
            pages: number;

            /** InjectFaultRequest partial. */
            partial: boolean;

            /** InjectFaultRequest variant. */
            variant: string;

            /** InjectFaultRequest index. */
            index: number;

            /** InjectFaultRequest timeoutMs. */
            timeoutMs: number;

            /**
             * Creates a new InjectFaultRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InjectFaultRequest instance
             */
            static create(properties: faultline.v1.InjectFaultRequest.$Shape): faultline.v1.InjectFaultRequest & faultline.v1.InjectFaultRequest.$Shape;
            static create(properties?: faultline.v1.InjectFaultRequest.$Properties): faultline.v1.InjectFaultRequest;

            /**
             * Encodes the specified InjectFaultRequest message. Does not implicitly {@link faultline.v1.InjectFaultRequest.verify|verify} messages.
             * @param message InjectFaultRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.InjectFaultRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InjectFaultRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.InjectFaultRequest & faultline.v1.InjectFaultRequest.$Shape} InjectFaultRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.InjectFaultRequest & faultline.v1.InjectFaultRequest.$Shape;
        }

        namespace InjectFaultRequest {

            /** Properties of an InjectFaultRequest. */
            interface $Properties {

                /** InjectFaultRequest device */
                device?: (string|null);

                /** InjectFaultRequest fault */
                fault?: (faultline.v1.InjectedFault|null);

                /** InjectFaultRequest pasid */
                pasid?: (number|null);

                /** InjectFaultRequest address */
                address?: (number|null);

                /** InjectFaultRequest access */
                access?: (number|null);

                /** InjectFaultRequest pages */
                pages?: (number|null);

                /** InjectFaultRequest partial */
                partial?: (boolean|null);

                /** InjectFaultRequest variant */
                variant?: (string|null);

                /** InjectFaultRequest index */
                index?: (number|null);

                /** InjectFaultRequest timeoutMs */
                timeoutMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InjectFaultRequest. */
            type $Shape = faultline.v1.InjectFaultRequest.$Properties;
        }

        /**
         * Properties of an InjectFaultResponse.
         * @deprecated Use faultline.v1.InjectFaultResponse.$Properties instead.
         */
        interface IInjectFaultResponse extends faultline.v1.InjectFaultResponse.$Properties {
        }

        /** Represents an InjectFaultResponse. */
        class InjectFaultResponse {

            /**
             * Constructs a new InjectFaultResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.InjectFaultResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InjectFaultResponse raised. */
            raised: string;

            /** InjectFaultResponse messages. */
            messages: number;

            /** InjectFaultResponse group. */
            group: number;

            /** InjectFaultResponse end. */
            end: faultline.v1.InjectedEnd;

            /** InjectFaultResponse device. */
            device?: (faultline.v1.DeviceStatus.$Properties|null);

            /**
             * Creates a new InjectFaultResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns InjectFaultResponse instance
             */
            static create(properties: faultline.v1.InjectFaultResponse.$Shape): faultline.v1.InjectFaultResponse & faultline.v1.InjectFaultResponse.$Shape;
            static create(properties?: faultline.v1.InjectFaultResponse.$Properties): faultline.v1.InjectFaultResponse;

            /**
             * Encodes the specified InjectFaultResponse message. Does not implicitly {@link faultline.v1.InjectFaultResponse.verify|verify} messages.
             * @param message InjectFaultResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.InjectFaultResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InjectFaultResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.InjectFaultResponse & faultline.v1.InjectFaultResponse.$Shape} InjectFaultResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.InjectFaultResponse & faultline.v1.InjectFaultResponse.$Shape;
        }

        namespace InjectFaultResponse {

            /** Properties of an InjectFaultResponse. */
            interface $Properties {

                /** InjectFaultResponse raised */
                raised?: (string|null);

                /** InjectFaultResponse messages */
                messages?: (number|null);

                /** InjectFaultResponse group */
                group?: (number|null);

                /** InjectFaultResponse end */
                end?: (faultline.v1.InjectedEnd|null);

                /** InjectFaultResponse device */
                device?: (faultline.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InjectFaultResponse. */
            type $Shape = faultline.v1.InjectFaultResponse.$Properties;
        }

        /**
         * Properties of a SyncGuestRequest.
         * @deprecated Use faultline.v1.SyncGuestRequest.$Properties instead.
         */
        interface ISyncGuestRequest extends faultline.v1.SyncGuestRequest.$Properties {
        }

        /** Represents a SyncGuestRequest. */
        class SyncGuestRequest {

            /**
             * Constructs a new SyncGuestRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SyncGuestRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SyncGuestRequest guest. */
            guest: string;

            /** SyncGuestRequest timeoutMs. */
            timeoutMs: number;

            /** SyncGuestRequest evict. */
            evict: boolean;

            /**
             * Creates a new SyncGuestRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SyncGuestRequest instance
             */
            static create(properties: faultline.v1.SyncGuestRequest.$Shape): faultline.v1.SyncGuestRequest & faultline.v1.SyncGuestRequest.$Shape;
            static create(properties?: faultline.v1.SyncGuestRequest.$Properties): faultline.v1.SyncGuestRequest;

            /**
             * Encodes the specified SyncGuestRequest message. Does not implicitly {@link faultline.v1.SyncGuestRequest.verify|verify} messages.
             * @param message SyncGuestRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SyncGuestRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SyncGuestRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SyncGuestRequest & faultline.v1.SyncGuestRequest.$Shape} SyncGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SyncGuestRequest & faultline.v1.SyncGuestRequest.$Shape;
        }

        namespace SyncGuestRequest {

            /** Properties of a SyncGuestRequest. */
            interface $Properties {

                /** SyncGuestRequest guest */
                guest?: (string|null);

                /** SyncGuestRequest timeoutMs */
                timeoutMs?: (number|null);

                /** SyncGuestRequest evict */
                evict?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SyncGuestRequest. */
            type $Shape = faultline.v1.SyncGuestRequest.$Properties;
        }

        /**
         * Properties of a SyncGuestResponse.
         * @deprecated Use faultline.v1.SyncGuestResponse.$Properties instead.
         */
        interface ISyncGuestResponse extends faultline.v1.SyncGuestResponse.$Properties {
        }

        /** Represents a SyncGuestResponse. */
        class SyncGuestResponse {

            /**
             * Constructs a new SyncGuestResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SyncGuestResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SyncGuestResponse pages. */
            pages: number;

            /**
             * Creates a new SyncGuestResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SyncGuestResponse instance
             */
            static create(properties: faultline.v1.SyncGuestResponse.$Shape): faultline.v1.SyncGuestResponse & faultline.v1.SyncGuestResponse.$Shape;
            static create(properties?: faultline.v1.SyncGuestResponse.$Properties): faultline.v1.SyncGuestResponse;

            /**
             * Encodes the specified SyncGuestResponse message. Does not implicitly {@link faultline.v1.SyncGuestResponse.verify|verify} messages.
             * @param message SyncGuestResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SyncGuestResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SyncGuestResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SyncGuestResponse & faultline.v1.SyncGuestResponse.$Shape} SyncGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SyncGuestResponse & faultline.v1.SyncGuestResponse.$Shape;
        }

        namespace SyncGuestResponse {

            /** Properties of a SyncGuestResponse. */
            interface $Properties {

                /** SyncGuestResponse pages */
                pages?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SyncGuestResponse. */
            type $Shape = faultline.v1.SyncGuestResponse.$Properties;
        }

        /**
         * Properties of a HandOverGuestRequest.
         * @deprecated Use faultline.v1.HandOverGuestRequest.$Properties instead.
         */
        interface IHandOverGuestRequest extends faultline.v1.HandOverGuestRequest.$Properties {
        }

        /** Represents a HandOverGuestRequest. */
        class HandOverGuestRequest {

            /**
             * Constructs a new HandOverGuestRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.HandOverGuestRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HandOverGuestRequest guest. */
            guest: string;

            /** HandOverGuestRequest timeoutMs. */
            timeoutMs: number;

            /**
             * Creates a new HandOverGuestRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HandOverGuestRequest instance
             */
            static create(properties: faultline.v1.HandOverGuestRequest.$Shape): faultline.v1.HandOverGuestRequest & faultline.v1.HandOverGuestRequest.$Shape;
            static create(properties?: faultline.v1.HandOverGuestRequest.$Properties): faultline.v1.HandOverGuestRequest;

            /**
             * Encodes the specified HandOverGuestRequest message. Does not implicitly {@link faultline.v1.HandOverGuestRequest.verify|verify} messages.
             * @param message HandOverGuestRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.HandOverGuestRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HandOverGuestRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.HandOverGuestRequest & faultline.v1.HandOverGuestRequest.$Shape} HandOverGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.HandOverGuestRequest & faultline.v1.HandOverGuestRequest.$Shape;
        }

        namespace HandOverGuestRequest {

            /** Properties of a HandOverGuestRequest. */
            interface $Properties {

                /** HandOverGuestRequest guest */
                guest?: (string|null);

                /** HandOverGuestRequest timeoutMs */
                timeoutMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HandOverGuestRequest. */
            type $Shape = faultline.v1.HandOverGuestRequest.$Properties;
        }

        /**
         * Properties of a HandOverGuestResponse.
         * @deprecated Use faultline.v1.HandOverGuestResponse.$Properties instead.
         */
        interface IHandOverGuestResponse extends faultline.v1.HandOverGuestResponse.$Properties {
        }

        /** Represents a HandOverGuestResponse. */
        class HandOverGuestResponse {

            /**
             * Constructs a new HandOverGuestResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.HandOverGuestResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HandOverGuestResponse sessions. */
            sessions: number;

            /**
             * Creates a new HandOverGuestResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HandOverGuestResponse instance
             */
            static create(properties: faultline.v1.HandOverGuestResponse.$Shape): faultline.v1.HandOverGuestResponse & faultline.v1.HandOverGuestResponse.$Shape;
            static create(properties?: faultline.v1.HandOverGuestResponse.$Properties): faultline.v1.HandOverGuestResponse;

            /**
             * Encodes the specified HandOverGuestResponse message. Does not implicitly {@link faultline.v1.HandOverGuestResponse.verify|verify} messages.
             * @param message HandOverGuestResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.HandOverGuestResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HandOverGuestResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.HandOverGuestResponse & faultline.v1.HandOverGuestResponse.$Shape} HandOverGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.HandOverGuestResponse & faultline.v1.HandOverGuestResponse.$Shape;
        }

        namespace HandOverGuestResponse {

            /** Properties of a HandOverGuestResponse. */
            interface $Properties {

                /** HandOverGuestResponse sessions */
                sessions?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HandOverGuestResponse. */
            type $Shape = faultline.v1.HandOverGuestResponse.$Properties;
        }

        /**
         * Properties of a DrainHostRequest.
         * @deprecated Use faultline.v1.DrainHostRequest.$Properties instead.
         */
        interface IDrainHostRequest extends faultline.v1.DrainHostRequest.$Properties {
        }

        /** Represents a DrainHostRequest. */
        class DrainHostRequest {

            /**
             * Constructs a new DrainHostRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DrainHostRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DrainHostRequest reconnectTo. */
            reconnectTo: string;

            /** DrainHostRequest timeoutMs. */
            timeoutMs: number;

            /**
             * Creates a new DrainHostRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DrainHostRequest instance
             */
            static create(properties: faultline.v1.DrainHostRequest.$Shape): faultline.v1.DrainHostRequest & faultline.v1.DrainHostRequest.$Shape;
            static create(properties?: faultline.v1.DrainHostRequest.$Properties): faultline.v1.DrainHostRequest;

            /**
             * Encodes the specified DrainHostRequest message. Does not implicitly {@link faultline.v1.DrainHostRequest.verify|verify} messages.
             * @param message DrainHostRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DrainHostRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DrainHostRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DrainHostRequest & faultline.v1.DrainHostRequest.$Shape} DrainHostRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DrainHostRequest & faultline.v1.DrainHostRequest.$Shape;
        }

        namespace DrainHostRequest {

            /** Properties of a DrainHostRequest. */
            interface $Properties {

                /** DrainHostRequest reconnectTo */
                reconnectTo?: (string|null);

                /** DrainHostRequest timeoutMs */
                timeoutMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DrainHostRequest. */
            type $Shape = faultline.v1.DrainHostRequest.$Properties;
        }

        /**
         * Properties of a DrainHostResponse.
         * @deprecated Use faultline.v1.DrainHostResponse.$Properties instead.
         */
        interface IDrainHostResponse extends faultline.v1.DrainHostResponse.$Properties {
        }

        /** Represents a DrainHostResponse. */
        class DrainHostResponse {

            /**
             * Constructs a new DrainHostResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DrainHostResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DrainHostResponse left. */
            left: number;

            /** DrainHostResponse ended. */
            ended: number;

            /**
             * Creates a new DrainHostResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DrainHostResponse instance
             */
            static create(properties: faultline.v1.DrainHostResponse.$Shape): faultline.v1.DrainHostResponse & faultline.v1.DrainHostResponse.$Shape;
            static create(properties?: faultline.v1.DrainHostResponse.$Properties): faultline.v1.DrainHostResponse;

            /**
             * Encodes the specified DrainHostResponse message. Does not implicitly {@link faultline.v1.DrainHostResponse.verify|verify} messages.
             * @param message DrainHostResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DrainHostResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DrainHostResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DrainHostResponse & faultline.v1.DrainHostResponse.$Shape} DrainHostResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DrainHostResponse & faultline.v1.DrainHostResponse.$Shape;
        }

        namespace DrainHostResponse {

            /** Properties of a DrainHostResponse. */
            interface $Properties {

                /** DrainHostResponse left */
                left?: (number|null);

                /** DrainHostResponse ended */
                ended?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DrainHostResponse. */
            type $Shape = faultline.v1.DrainHostResponse.$Properties;
        }

        /**
         * Properties of a DmaRange.
         * @deprecated Use faultline.v1.DmaRange.$Properties instead.
         */
        interface IDmaRange extends faultline.v1.DmaRange.$Properties {
        }

        /** Represents a DmaRange. */
        class DmaRange {

            /**
             * Constructs a new DmaRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DmaRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DmaRange device. */
            device: string;

            /** DmaRange pasid. */
            pasid: number;

            /** DmaRange address. */
            address: number;

            /**
             * Creates a new DmaRange instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DmaRange instance
             */
            static create(properties: faultline.v1.DmaRange.$Shape): faultline.v1.DmaRange & faultline.v1.DmaRange.$Shape;
            static create(properties?: faultline.v1.DmaRange.$Properties): faultline.v1.DmaRange;

            /**
             * Encodes the specified DmaRange message. Does not implicitly {@link faultline.v1.DmaRange.verify|verify} messages.
             * @param message DmaRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DmaRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DmaRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DmaRange & faultline.v1.DmaRange.$Shape} DmaRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DmaRange & faultline.v1.DmaRange.$Shape;
        }

        namespace DmaRange {

            /** Properties of a DmaRange. */
            interface $Properties {

                /** DmaRange device */
                device?: (string|null);

                /** DmaRange pasid */
                pasid?: (number|null);

                /** DmaRange address */
                address?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DmaRange. */
            type $Shape = faultline.v1.DmaRange.$Properties;
        }

        /**
         * Properties of a RunWorkloadRequest.
         * @deprecated Use faultline.v1.RunWorkloadRequest.$Properties instead.
         */
        interface IRunWorkloadRequest extends faultline.v1.RunWorkloadRequest.$Properties {
        }

        /** Represents a RunWorkloadRequest. */
        class RunWorkloadRequest {

            /**
             * Constructs a new RunWorkloadRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.RunWorkloadRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RunWorkloadRequest copy. */
            copy?: (faultline.v1.CopyWorkload.$Properties|null);

            /** RunWorkloadRequest read. */
            read?: (faultline.v1.ReadWorkload.$Properties|null);

            /** RunWorkloadRequest write. */
            write?: (faultline.v1.WriteWorkload.$Properties|null);

            /** RunWorkloadRequest trace. */
            trace?: (faultline.v1.TraceWorkload.$Properties|null);

            /** RunWorkloadRequest progressMs. */
            progressMs: number;

            /** RunWorkloadRequest workload. */
            workload?: ("copy"|"read"|"write"|"trace");

            /**
             * Creates a new RunWorkloadRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunWorkloadRequest instance
             */
            static create(properties: faultline.v1.RunWorkloadRequest.$Shape): faultline.v1.RunWorkloadRequest & faultline.v1.RunWorkloadRequest.$Shape;
            static create(properties?: faultline.v1.RunWorkloadRequest.$Properties): faultline.v1.RunWorkloadRequest;

            /**
             * Encodes the specified RunWorkloadRequest message. Does not implicitly {@link faultline.v1.RunWorkloadRequest.verify|verify} messages.
             * @param message RunWorkloadRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.RunWorkloadRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunWorkloadRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.RunWorkloadRequest & faultline.v1.RunWorkloadRequest.$Shape} RunWorkloadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.RunWorkloadRequest & faultline.v1.RunWorkloadRequest.$Shape;
        }

        namespace RunWorkloadRequest {

            /** Properties of a RunWorkloadRequest. */
            interface $Properties {

                /** RunWorkloadRequest copy */
                copy?: (faultline.v1.CopyWorkload.$Properties|null);

                /** RunWorkloadRequest read */
                read?: (faultline.v1.ReadWorkload.$Properties|null);

                /** RunWorkloadRequest write */
                write?: (faultline.v1.WriteWorkload.$Properties|null);

                /** RunWorkloadRequest trace */
                trace?: (faultline.v1.TraceWorkload.$Properties|null);

                /** RunWorkloadRequest progressMs */
                progressMs?: (number|null);

                /** RunWorkloadRequest workload */
                workload?: ("copy"|"read"|"write"|"trace");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a RunWorkloadRequest. */
            type $Shape = {
              copy?: faultline.v1.CopyWorkload.$Shape|null;
              read?: faultline.v1.ReadWorkload.$Shape|null;
              write?: faultline.v1.WriteWorkload.$Shape|null;
              trace?: faultline.v1.TraceWorkload.$Shape|null;
              progressMs?: number|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ workload?: undefined; copy?: null; read?: null; write?: null; trace?: null }|{ workload?: "copy"; copy: faultline.v1.CopyWorkload.$Shape; read?: null; write?: null; trace?: null }|{ workload?: "read"; copy?: null; read: faultline.v1.ReadWorkload.$Shape; write?: null; trace?: null }|{ workload?: "write"; copy?: null; read?: null; write: faultline.v1.WriteWorkload.$Shape; trace?: null }|{ workload?: "trace"; copy?: null; read?: null; write?: null; trace: faultline.v1.TraceWorkload.$Shape })
            );
        }

        /**
         * Properties of a CopyWorkload.
         * @deprecated Use faultline.v1.CopyWorkload.$Properties instead.
         */
        interface ICopyWorkload extends faultline.v1.CopyWorkload.$Properties {
        }

        /** Represents a CopyWorkload. */
        class CopyWorkload {

            /**
             * Constructs a new CopyWorkload.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.CopyWorkload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CopyWorkload from. */
            from?: (faultline.v1.DmaRange.$Properties|null);

            /** CopyWorkload to. */
            to?: (faultline.v1.DmaRange.$Properties|null);

            /** CopyWorkload length. */
            length: number;

            /**
             * Creates a new CopyWorkload instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CopyWorkload instance
             */
            static create(properties: faultline.v1.CopyWorkload.$Shape): faultline.v1.CopyWorkload & faultline.v1.CopyWorkload.$Shape;
            static create(properties?: faultline.v1.CopyWorkload.$Properties): faultline.v1.CopyWorkload;

            /**
             * Encodes the specified CopyWorkload message. Does not implicitly {@link faultline.v1.CopyWorkload.verify|verify} messages.
             * @param message CopyWorkload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.CopyWorkload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CopyWorkload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.CopyWorkload & faultline.v1.CopyWorkload.$Shape} CopyWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.CopyWorkload & faultline.v1.CopyWorkload.$Shape;
        }

        namespace CopyWorkload {

            /** Properties of a CopyWorkload. */
            interface $Properties {

                /** CopyWorkload from */
                from?: (faultline.v1.DmaRange.$Properties|null);

                /** CopyWorkload to */
                to?: (faultline.v1.DmaRange.$Properties|null);

                /** CopyWorkload length */
                length?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CopyWorkload. */
            type $Shape = faultline.v1.CopyWorkload.$Properties;
        }

        /**
         * Properties of a ReadWorkload.
         * @deprecated Use faultline.v1.ReadWorkload.$Properties instead.
         */
        interface IReadWorkload extends faultline.v1.ReadWorkload.$Properties {
        }

        /** Represents a ReadWorkload. */
        class ReadWorkload {

            /**
             * Constructs a new ReadWorkload.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ReadWorkload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReadWorkload from. */
            from?: (faultline.v1.DmaRange.$Properties|null);

            /** ReadWorkload length. */
            length: number;

            /** ReadWorkload shuffle. */
            shuffle: boolean;

            /** ReadWorkload seed. */
            seed: number;

            /**
             * Creates a new ReadWorkload instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ReadWorkload instance
             */
            static create(properties: faultline.v1.ReadWorkload.$Shape): faultline.v1.ReadWorkload & faultline.v1.ReadWorkload.$Shape;
            static create(properties?: faultline.v1.ReadWorkload.$Properties): faultline.v1.ReadWorkload;

            /**
             * Encodes the specified ReadWorkload message. Does not implicitly {@link faultline.v1.ReadWorkload.verify|verify} messages.
             * @param message ReadWorkload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ReadWorkload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReadWorkload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ReadWorkload & faultline.v1.ReadWorkload.$Shape} ReadWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ReadWorkload & faultline.v1.ReadWorkload.$Shape;
        }

        namespace ReadWorkload {

            /** Properties of a ReadWorkload. */
            interface $Properties {

                /** ReadWorkload from */
                from?: (faultline.v1.DmaRange.$Properties|null);

                /** ReadWorkload length */
                length?: (number|null);

                /** ReadWorkload shuffle */
                shuffle?: (boolean|null);

                /** ReadWorkload seed */
                seed?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReadWorkload. */
            type $Shape = faultline.v1.ReadWorkload.$Properties;
        }

        /**
         * Properties of a WriteWorkload.
         * @deprecated Use faultline.v1.WriteWorkload.$Properties instead.
         */
        interface IWriteWorkload extends faultline.v1.WriteWorkload.$Properties {
        }

        /** Represents a WriteWorkload. */
        class WriteWorkload {

            /**
             * Constructs a new WriteWorkload.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.WriteWorkload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WriteWorkload to. */
            to?: (faultline.v1.DmaRange.$Properties|null);

            /** WriteWorkload length. */
            length: number;

            /** WriteWorkload seed. */
            seed: number;

            /**
             * Creates a new WriteWorkload instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WriteWorkload instance
             */
            static create(properties: faultline.v1.WriteWorkload.$Shape): faultline.v1.WriteWorkload & faultline.v1.WriteWorkload.$Shape;
            static create(properties?: faultline.v1.WriteWorkload.$Properties): faultline.v1.WriteWorkload;

            /**
             * Encodes the specified WriteWorkload message. Does not implicitly {@link faultline.v1.WriteWorkload.verify|verify} messages.
             * @param message WriteWorkload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.WriteWorkload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WriteWorkload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.WriteWorkload & faultline.v1.WriteWorkload.$Shape} WriteWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.WriteWorkload & faultline.v1.WriteWorkload.$Shape;
        }

        namespace WriteWorkload {

            /** Properties of a WriteWorkload. */
            interface $Properties {

                /** WriteWorkload to */
                to?: (faultline.v1.DmaRange.$Properties|null);

                /** WriteWorkload length */
                length?: (number|null);

                /** WriteWorkload seed */
                seed?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WriteWorkload. */
            type $Shape = faultline.v1.WriteWorkload.$Properties;
        }

        /**
         * Properties of a TraceWorkload.
         * @deprecated Use faultline.v1.TraceWorkload.$Properties instead.
         */
        interface ITraceWorkload extends faultline.v1.TraceWorkload.$Properties {
        }

        /** Represents a TraceWorkload. */
        class TraceWorkload {

            /**
             * Constructs a new TraceWorkload.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.TraceWorkload.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TraceWorkload device. */
            device: string;

            /** TraceWorkload pasid. */
            pasid: number;

            /** TraceWorkload page. */
            page: number[];

            /** TraceWorkload access. */
            access: number[];

            /**
             * Creates a new TraceWorkload instance using the specified properties.
             * @param [properties] Properties to set
             * @returns TraceWorkload instance
             */
            static create(properties: faultline.v1.TraceWorkload.$Shape): faultline.v1.TraceWorkload & faultline.v1.TraceWorkload.$Shape;
            static create(properties?: faultline.v1.TraceWorkload.$Properties): faultline.v1.TraceWorkload;

            /**
             * Encodes the specified TraceWorkload message. Does not implicitly {@link faultline.v1.TraceWorkload.verify|verify} messages.
             * @param message TraceWorkload message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.TraceWorkload.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TraceWorkload message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.TraceWorkload & faultline.v1.TraceWorkload.$Shape} TraceWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.TraceWorkload & faultline.v1.TraceWorkload.$Shape;
        }

        namespace TraceWorkload {

            /** Properties of a TraceWorkload. */
            interface $Properties {

                /** TraceWorkload device */
                device?: (string|null);

                /** TraceWorkload pasid */
                pasid?: (number|null);

                /** TraceWorkload page */
                page?: (number[]|null);

                /** TraceWorkload access */
                access?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TraceWorkload. */
            type $Shape = faultline.v1.TraceWorkload.$Properties;
        }

        /**
         * Properties of a RunWorkloadResponse.
         * @deprecated Use faultline.v1.RunWorkloadResponse.$Properties instead.
         */
        interface IRunWorkloadResponse extends faultline.v1.RunWorkloadResponse.$Properties {
        }

        /** Represents a RunWorkloadResponse. */
        class RunWorkloadResponse {

            /**
             * Constructs a new RunWorkloadResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.RunWorkloadResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RunWorkloadResponse progress. */
            progress?: (faultline.v1.WorkloadProgress.$Properties|null);

            /** RunWorkloadResponse result. */
            result?: (faultline.v1.WorkloadResult.$Properties|null);

            /** RunWorkloadResponse event. */
            event?: ("progress"|"result");

            /**
             * Creates a new RunWorkloadResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RunWorkloadResponse instance
             */
            static create(properties: faultline.v1.RunWorkloadResponse.$Shape): faultline.v1.RunWorkloadResponse & faultline.v1.RunWorkloadResponse.$Shape;
            static create(properties?: faultline.v1.RunWorkloadResponse.$Properties): faultline.v1.RunWorkloadResponse;

            /**
             * Encodes the specified RunWorkloadResponse message. Does not implicitly {@link faultline.v1.RunWorkloadResponse.verify|verify} messages.
             * @param message RunWorkloadResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.RunWorkloadResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RunWorkloadResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.RunWorkloadResponse & faultline.v1.RunWorkloadResponse.$Shape} RunWorkloadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.RunWorkloadResponse & faultline.v1.RunWorkloadResponse.$Shape;
        }

        namespace RunWorkloadResponse {

            /** Properties of a RunWorkloadResponse. */
            interface $Properties {

                /** RunWorkloadResponse progress */
                progress?: (faultline.v1.WorkloadProgress.$Properties|null);

                /** RunWorkloadResponse result */
                result?: (faultline.v1.WorkloadResult.$Properties|null);

                /** RunWorkloadResponse event */
                event?: ("progress"|"result");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a RunWorkloadResponse. */
            type $Shape = {
              progress?: faultline.v1.WorkloadProgress.$Shape|null;
              result?: faultline.v1.WorkloadResult.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ event?: undefined; progress?: null; result?: null }|{ event?: "progress"; progress: faultline.v1.WorkloadProgress.$Shape; result?: null }|{ event?: "result"; progress?: null; result: faultline.v1.WorkloadResult.$Shape })
            );
        }

        /**
         * Properties of a WorkloadProgress.
         * @deprecated Use faultline.v1.WorkloadProgress.$Properties instead.
         */
        interface IWorkloadProgress extends faultline.v1.WorkloadProgress.$Properties {
        }

        /** Represents a WorkloadProgress. */
        class WorkloadProgress {

            /**
             * Constructs a new WorkloadProgress.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.WorkloadProgress.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WorkloadProgress bytes. */
            bytes: number;

            /** WorkloadProgress totalBytes. */
            totalBytes: number;

            /** WorkloadProgress faults. */
            faults: number;

            /** WorkloadProgress elapsedS. */
            elapsedS: number;

            /** WorkloadProgress p50Us. */
            p50Us: number;

            /** WorkloadProgress p99Us. */
            p99Us: number;

            /**
             * Creates a new WorkloadProgress instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WorkloadProgress instance
             */
            static create(properties: faultline.v1.WorkloadProgress.$Shape): faultline.v1.WorkloadProgress & faultline.v1.WorkloadProgress.$Shape;
            static create(properties?: faultline.v1.WorkloadProgress.$Properties): faultline.v1.WorkloadProgress;

            /**
             * Encodes the specified WorkloadProgress message. Does not implicitly {@link faultline.v1.WorkloadProgress.verify|verify} messages.
             * @param message WorkloadProgress message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.WorkloadProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WorkloadProgress message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.WorkloadProgress & faultline.v1.WorkloadProgress.$Shape} WorkloadProgress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.WorkloadProgress & faultline.v1.WorkloadProgress.$Shape;
        }

        namespace WorkloadProgress {

            /** Properties of a WorkloadProgress. */
            interface $Properties {

                /** WorkloadProgress bytes */
                bytes?: (number|null);

                /** WorkloadProgress totalBytes */
                totalBytes?: (number|null);

                /** WorkloadProgress faults */
                faults?: (number|null);

                /** WorkloadProgress elapsedS */
                elapsedS?: (number|null);

                /** WorkloadProgress p50Us */
                p50Us?: (number|null);

                /** WorkloadProgress p99Us */
                p99Us?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WorkloadProgress. */
            type $Shape = faultline.v1.WorkloadProgress.$Properties;
        }

        /**
         * Properties of a WorkloadResult.
         * @deprecated Use faultline.v1.WorkloadResult.$Properties instead.
         */
        interface IWorkloadResult extends faultline.v1.WorkloadResult.$Properties {
        }

        /** Represents a WorkloadResult. */
        class WorkloadResult {

            /**
             * Constructs a new WorkloadResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.WorkloadResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WorkloadResult ok. */
            ok: boolean;

            /** WorkloadResult code. */
            code: faultline.v1.ErrorCode;

            /** WorkloadResult message. */
            message: string;

            /** WorkloadResult bytes. */
            bytes: number;

            /** WorkloadResult faults. */
            faults: number;

            /** WorkloadResult groups. */
            groups: number;

            /** WorkloadResult responsesSuccess. */
            responsesSuccess: number;

            /** WorkloadResult responsesInvalid. */
            responsesInvalid: number;

            /** WorkloadResult responsesFailure. */
            responsesFailure: number;

            /** WorkloadResult p50Us. */
            p50Us: number;

            /** WorkloadResult p99Us. */
            p99Us: number;

            /** WorkloadResult elapsedS. */
            elapsedS: number;

            /** WorkloadResult sha256. */
            sha256: string;

            /** WorkloadResult accessesOk. */
            accessesOk: number;

            /** WorkloadResult accessesFailed. */
            accessesFailed: number;

            /**
             * Creates a new WorkloadResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WorkloadResult instance
             */
            static create(properties: faultline.v1.WorkloadResult.$Shape): faultline.v1.WorkloadResult & faultline.v1.WorkloadResult.$Shape;
            static create(properties?: faultline.v1.WorkloadResult.$Properties): faultline.v1.WorkloadResult;

            /**
             * Encodes the specified WorkloadResult message. Does not implicitly {@link faultline.v1.WorkloadResult.verify|verify} messages.
             * @param message WorkloadResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.WorkloadResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WorkloadResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.WorkloadResult & faultline.v1.WorkloadResult.$Shape} WorkloadResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.WorkloadResult & faultline.v1.WorkloadResult.$Shape;
        }

        namespace WorkloadResult {

            /** Properties of a WorkloadResult. */
            interface $Properties {

                /** WorkloadResult ok */
                ok?: (boolean|null);

                /** WorkloadResult code */
                code?: (faultline.v1.ErrorCode|null);

                /** WorkloadResult message */
                message?: (string|null);

                /** WorkloadResult bytes */
                bytes?: (number|null);

                /** WorkloadResult faults */
                faults?: (number|null);

                /** WorkloadResult groups */
                groups?: (number|null);

                /** WorkloadResult responsesSuccess */
                responsesSuccess?: (number|null);

                /** WorkloadResult responsesInvalid */
                responsesInvalid?: (number|null);

                /** WorkloadResult responsesFailure */
                responsesFailure?: (number|null);

                /** WorkloadResult p50Us */
                p50Us?: (number|null);

                /** WorkloadResult p99Us */
                p99Us?: (number|null);

                /** WorkloadResult elapsedS */
                elapsedS?: (number|null);

                /** WorkloadResult sha256 */
                sha256?: (string|null);

                /** WorkloadResult accessesOk */
                accessesOk?: (number|null);

                /** WorkloadResult accessesFailed */
                accessesFailed?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WorkloadResult. */
            type $Shape = faultline.v1.WorkloadResult.$Properties;
        }

        /**
         * Properties of a WatchRequest.
         * @deprecated Use faultline.v1.WatchRequest.$Properties instead.
         */
        interface IWatchRequest extends faultline.v1.WatchRequest.$Properties {
        }

        /** Represents a WatchRequest. */
        class WatchRequest {

            /**
             * Constructs a new WatchRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.WatchRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchRequest intervalMs. */
            intervalMs: number;

            /**
             * Creates a new WatchRequest instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchRequest instance
             */
            static create(properties: faultline.v1.WatchRequest.$Shape): faultline.v1.WatchRequest & faultline.v1.WatchRequest.$Shape;
            static create(properties?: faultline.v1.WatchRequest.$Properties): faultline.v1.WatchRequest;

            /**
             * Encodes the specified WatchRequest message. Does not implicitly {@link faultline.v1.WatchRequest.verify|verify} messages.
             * @param message WatchRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.WatchRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.WatchRequest & faultline.v1.WatchRequest.$Shape} WatchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.WatchRequest & faultline.v1.WatchRequest.$Shape;
        }

        namespace WatchRequest {

            /** Properties of a WatchRequest. */
            interface $Properties {

                /** WatchRequest intervalMs */
                intervalMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchRequest. */
            type $Shape = faultline.v1.WatchRequest.$Properties;
        }

        /**
         * Properties of a WatchResponse.
         * @deprecated Use faultline.v1.WatchResponse.$Properties instead.
         */
        interface IWatchResponse extends faultline.v1.WatchResponse.$Properties {
        }

        /** Represents a WatchResponse. */
        class WatchResponse {

            /**
             * Constructs a new WatchResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.WatchResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** WatchResponse devices. */
            devices: faultline.v1.DeviceStatus.$Properties[];

            /** WatchResponse guests. */
            guests: faultline.v1.GuestStatus.$Properties[];

            /** WatchResponse uptimeS. */
            uptimeS: number;

            /** WatchResponse host. */
            host?: (faultline.v1.HostStatus.$Properties|null);

            /**
             * Creates a new WatchResponse instance using the specified properties.
             * @param [properties] Properties to set
             * @returns WatchResponse instance
             */
            static create(properties: faultline.v1.WatchResponse.$Shape): faultline.v1.WatchResponse & faultline.v1.WatchResponse.$Shape;
            static create(properties?: faultline.v1.WatchResponse.$Properties): faultline.v1.WatchResponse;

            /**
             * Encodes the specified WatchResponse message. Does not implicitly {@link faultline.v1.WatchResponse.verify|verify} messages.
             * @param message WatchResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.WatchResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a WatchResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.WatchResponse & faultline.v1.WatchResponse.$Shape} WatchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.WatchResponse & faultline.v1.WatchResponse.$Shape;
        }

        namespace WatchResponse {

            /** Properties of a WatchResponse. */
            interface $Properties {

                /** WatchResponse devices */
                devices?: (faultline.v1.DeviceStatus.$Properties[]|null);

                /** WatchResponse guests */
                guests?: (faultline.v1.GuestStatus.$Properties[]|null);

                /** WatchResponse uptimeS */
                uptimeS?: (number|null);

                /** WatchResponse host */
                host?: (faultline.v1.HostStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a WatchResponse. */
            type $Shape = faultline.v1.WatchResponse.$Properties;
        }

        /** ErrorCode enum. */
        enum ErrorCode {

            /** ERROR_CODE_UNSPECIFIED value */
            ERROR_CODE_UNSPECIFIED = 0,

            /** INTERNAL value */
            INTERNAL = 1,

            /** MALFORMED_MESSAGE value */
            MALFORMED_MESSAGE = 2,

            /** COLUMN_LENGTH value */
            COLUMN_LENGTH = 3,

            /** OUT_OF_ORDER value */
            OUT_OF_ORDER = 4,

            /** PROTOCOL_VERSION value */
            PROTOCOL_VERSION = 5,

            /** UNKNOWN_GUEST value */
            UNKNOWN_GUEST = 6,

            /** UNKNOWN_DEVICE value */
            UNKNOWN_DEVICE = 7,

            /** NOT_ASSIGNED value */
            NOT_ASSIGNED = 8,

            /** DEVICE_TAKEN value */
            DEVICE_TAKEN = 9,

            /** DEVICE_BUSY value */
            DEVICE_BUSY = 10,

            /** UNKNOWN_GROUP value */
            UNKNOWN_GROUP = 11,

            /** DUPLICATE_RESPONSE value */
            DUPLICATE_RESPONSE = 12,

            /** LATE_RESPONSE value */
            LATE_RESPONSE = 13,

            /** REVOKED_GROUP value */
            REVOKED_GROUP = 14,

            /** FOREIGN_GROUP value */
            FOREIGN_GROUP = 15,

            /** BAD_RESPONSE_CODE value */
            BAD_RESPONSE_CODE = 16,

            /** UNKNOWN_SPACE value */
            UNKNOWN_SPACE = 17,

            /** PASID_UNAVAILABLE value */
            PASID_UNAVAILABLE = 18,

            /** BAD_PAGE value */
            BAD_PAGE = 19,

            /** BAD_FRAME value */
            BAD_FRAME = 20,

            /** FRAME_IN_USE value */
            FRAME_IN_USE = 21,

            /** PAGE_MAPPED value */
            PAGE_MAPPED = 22,

            /** PAGE_NOT_MAPPED value */
            PAGE_NOT_MAPPED = 23,

            /** BAD_PERMISSION value */
            BAD_PERMISSION = 24,

            /** RESOURCE_EXHAUSTED value */
            RESOURCE_EXHAUSTED = 25,

            /** MESSAGE_TOO_LARGE value */
            MESSAGE_TOO_LARGE = 26,

            /** UNMAPPED_ADDRESS value */
            UNMAPPED_ADDRESS = 27,

            /** ACCESS_DENIED value */
            ACCESS_DENIED = 28,

            /** PAGER_READ value */
            PAGER_READ = 29,

            /** PAGER_WRITE value */
            PAGER_WRITE = 30,

            /** CONFIG value */
            CONFIG = 31,

            /** ADDRESS value */
            ADDRESS = 32,

            /** INSECURE value */
            INSECURE = 33,

            /** UNAVAILABLE value */
            UNAVAILABLE = 34,

            /** HEARTBEAT_LOST value */
            HEARTBEAT_LOST = 35,

            /** WORKLOAD value */
            WORKLOAD = 36,

            /** DEVICE_ERROR value */
            DEVICE_ERROR = 37,

            /** LIVELOCK value */
            LIVELOCK = 38,

            /** TIMEOUT value */
            TIMEOUT = 39,

            /** TRACE_FORMAT value */
            TRACE_FORMAT = 40,

            /** NO_AGENT value */
            NO_AGENT = 41,

            /** UNKNOWN_DRIVER value */
            UNKNOWN_DRIVER = 42,

            /** DRIVER_MISMATCH value */
            DRIVER_MISMATCH = 43,

            /** CANNOT_INJECT value */
            CANNOT_INJECT = 44,

            /** SESSION_UNKNOWN value */
            SESSION_UNKNOWN = 45,

            /** SESSION_TAKEN value */
            SESSION_TAKEN = 46,

            /** DRAINING value */
            DRAINING = 47,

            /** SLOW_CONSUMER value */
            SLOW_CONSUMER = 53
        }

        /** IommuKind enum. */
        enum IommuKind {

            /** IOMMU_KIND_UNSPECIFIED value */
            IOMMU_KIND_UNSPECIFIED = 0,

            /** IOMMU_KIND_VTD value */
            IOMMU_KIND_VTD = 1,

            /** IOMMU_KIND_SMMUV3 value */
            IOMMU_KIND_SMMUV3 = 2,

            /** IOMMU_KIND_AMDVI value */
            IOMMU_KIND_AMDVI = 3,

            /** IOMMU_KIND_RISCV value */
            IOMMU_KIND_RISCV = 4,

            /** IOMMU_KIND_VIRTIO value */
            IOMMU_KIND_VIRTIO = 5
        }

        /** Bus enum. */
        enum Bus {

            /** BUS_UNSPECIFIED value */
            BUS_UNSPECIFIED = 0,

            /** BUS_PCI value */
            BUS_PCI = 1,

            /** BUS_PLATFORM value */
            BUS_PLATFORM = 2
        }

        /**
         * Properties of an AgentMessage.
         * @deprecated Use faultline.v1.AgentMessage.$Properties instead.
         */
        interface IAgentMessage extends faultline.v1.AgentMessage.$Properties {
        }

        /** Represents an AgentMessage. */
        class AgentMessage {

            /**
             * Constructs a new AgentMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.AgentMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentMessage hello. */
            hello?: (faultline.v1.Hello.$Properties|null);

            /** AgentMessage bind. */
            bind: faultline.v1.Bind.$Properties[];

            /** AgentMessage unbind. */
            unbind: faultline.v1.Unbind.$Properties[];

            /** AgentMessage map. */
            map: faultline.v1.MapBatch.$Properties[];

            /** AgentMessage responses. */
            responses?: (faultline.v1.ResponseBatch.$Properties|null);

            /** AgentMessage unmap. */
            unmap: faultline.v1.UnmapBatch.$Properties[];

            /** AgentMessage credits. */
            credits?: (faultline.v1.CreditBatch.$Properties|null);

            /** AgentMessage heartbeat. */
            heartbeat?: (faultline.v1.Heartbeat.$Properties|null);

            /** AgentMessage synced. */
            synced: faultline.v1.SyncResult.$Properties[];

            /** AgentMessage leave. */
            leave?: (faultline.v1.Leave.$Properties|null);

            /** AgentMessage received. */
            received: number;

            /**
             * Creates a new AgentMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns AgentMessage instance
             */
            static create(properties: faultline.v1.AgentMessage.$Shape): faultline.v1.AgentMessage & faultline.v1.AgentMessage.$Shape;
            static create(properties?: faultline.v1.AgentMessage.$Properties): faultline.v1.AgentMessage;

            /**
             * Encodes the specified AgentMessage message. Does not implicitly {@link faultline.v1.AgentMessage.verify|verify} messages.
             * @param message AgentMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.AgentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.AgentMessage & faultline.v1.AgentMessage.$Shape} AgentMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.AgentMessage & faultline.v1.AgentMessage.$Shape;
        }

        namespace AgentMessage {

            /** Properties of an AgentMessage. */
            interface $Properties {

                /** AgentMessage hello */
                hello?: (faultline.v1.Hello.$Properties|null);

                /** AgentMessage bind */
                bind?: (faultline.v1.Bind.$Properties[]|null);

                /** AgentMessage unbind */
                unbind?: (faultline.v1.Unbind.$Properties[]|null);

                /** AgentMessage map */
                map?: (faultline.v1.MapBatch.$Properties[]|null);

                /** AgentMessage responses */
                responses?: (faultline.v1.ResponseBatch.$Properties|null);

                /** AgentMessage unmap */
                unmap?: (faultline.v1.UnmapBatch.$Properties[]|null);

                /** AgentMessage credits */
                credits?: (faultline.v1.CreditBatch.$Properties|null);

                /** AgentMessage heartbeat */
                heartbeat?: (faultline.v1.Heartbeat.$Properties|null);

                /** AgentMessage synced */
                synced?: (faultline.v1.SyncResult.$Properties[]|null);

                /** AgentMessage leave */
                leave?: (faultline.v1.Leave.$Properties|null);

                /** AgentMessage received */
                received?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AgentMessage. */
            type $Shape = faultline.v1.AgentMessage.$Properties;
        }

        /**
         * Properties of a HostMessage.
         * @deprecated Use faultline.v1.HostMessage.$Properties instead.
         */
        interface IHostMessage extends faultline.v1.HostMessage.$Properties {
        }

        /** Represents a HostMessage. */
        class HostMessage {

            /**
             * Constructs a new HostMessage.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.HostMessage.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostMessage welcome. */
            welcome?: (faultline.v1.Welcome.$Properties|null);

            /** HostMessage assigned. */
            assigned: faultline.v1.DeviceInfo.$Properties[];

            /** HostMessage results. */
            results: faultline.v1.RequestResult.$Properties[];

            /** HostMessage faults. */
            faults?: (faultline.v1.FaultBatch.$Properties|null);

            /** HostMessage unmapped. */
            unmapped: faultline.v1.UnmapResult.$Properties[];

            /** HostMessage expired. */
            expired?: (faultline.v1.ExpiredBatch.$Properties|null);

            /** HostMessage refused. */
            refused?: (faultline.v1.RefusedResponses.$Properties|null);

            /** HostMessage revoked. */
            revoked: faultline.v1.Revoked.$Properties[];

            /** HostMessage events. */
            events?: (faultline.v1.EventBatch.$Properties|null);

            /** HostMessage heartbeat. */
            heartbeat?: (faultline.v1.Heartbeat.$Properties|null);

            /** HostMessage sync. */
            sync: faultline.v1.Sync.$Properties[];

            /** HostMessage left. */
            left?: (faultline.v1.Left.$Properties|null);

            /** HostMessage fatal. */
            fatal?: (faultline.v1.Fatal.$Properties|null);

            /** HostMessage drain. */
            drain?: (faultline.v1.Drain.$Properties|null);

            /** HostMessage inventory. */
            inventory?: (faultline.v1.Inventory.$Properties|null);

            /** HostMessage slow. */
            slow: faultline.v1.SlowConsumer.$Properties[];

            /**
             * Creates a new HostMessage instance using the specified properties.
             * @param [properties] Properties to set
             * @returns HostMessage instance
             */
            static create(properties: faultline.v1.HostMessage.$Shape): faultline.v1.HostMessage & faultline.v1.HostMessage.$Shape;
            static create(properties?: faultline.v1.HostMessage.$Properties): faultline.v1.HostMessage;

            /**
             * Encodes the specified HostMessage message. Does not implicitly {@link faultline.v1.HostMessage.verify|verify} messages.
             * @param message HostMessage message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.HostMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostMessage message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.HostMessage & faultline.v1.HostMessage.$Shape} HostMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.HostMessage & faultline.v1.HostMessage.$Shape;
        }

        namespace HostMessage {

            /** Properties of a HostMessage. */
            interface $Properties {

                /** HostMessage welcome */
                welcome?: (faultline.v1.Welcome.$Properties|null);

                /** HostMessage assigned */
                assigned?: (faultline.v1.DeviceInfo.$Properties[]|null);

                /** HostMessage results */
                results?: (faultline.v1.RequestResult.$Properties[]|null);

                /** HostMessage faults */
                faults?: (faultline.v1.FaultBatch.$Properties|null);

                /** HostMessage unmapped */
                unmapped?: (faultline.v1.UnmapResult.$Properties[]|null);

                /** HostMessage expired */
                expired?: (faultline.v1.ExpiredBatch.$Properties|null);

                /** HostMessage refused */
                refused?: (faultline.v1.RefusedResponses.$Properties|null);

                /** HostMessage revoked */
                revoked?: (faultline.v1.Revoked.$Properties[]|null);

                /** HostMessage events */
                events?: (faultline.v1.EventBatch.$Properties|null);

                /** HostMessage heartbeat */
                heartbeat?: (faultline.v1.Heartbeat.$Properties|null);

                /** HostMessage sync */
                sync?: (faultline.v1.Sync.$Properties[]|null);

                /** HostMessage left */
                left?: (faultline.v1.Left.$Properties|null);

                /** HostMessage fatal */
                fatal?: (faultline.v1.Fatal.$Properties|null);

                /** HostMessage drain */
                drain?: (faultline.v1.Drain.$Properties|null);

                /** HostMessage inventory */
                inventory?: (faultline.v1.Inventory.$Properties|null);

                /** HostMessage slow */
                slow?: (faultline.v1.SlowConsumer.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostMessage. */
            type $Shape = faultline.v1.HostMessage.$Properties;
        }

        /**
         * Properties of a Hello.
         * @deprecated Use faultline.v1.Hello.$Properties instead.
         */
        interface IHello extends faultline.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello protocolVersion. */
            protocolVersion: number;

            /** Hello guest. */
            guest: string;

            /** Hello devices. */
            devices: string[];

            /** Hello agent. */
            agent: string;

            /** Hello features. */
            features: string[];

            /** Hello resumeSession. */
            resumeSession: string;

            /** Hello frames. */
            frames: number;

            /** Hello takeOver. */
            takeOver: faultline.v1.TakeOver;

            /**
             * Creates a new Hello instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Hello instance
             */
            static create(properties: faultline.v1.Hello.$Shape): faultline.v1.Hello & faultline.v1.Hello.$Shape;
            static create(properties?: faultline.v1.Hello.$Properties): faultline.v1.Hello;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link faultline.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Hello & faultline.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Hello & faultline.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello protocolVersion */
                protocolVersion?: (number|null);

                /** Hello guest */
                guest?: (string|null);

                /** Hello devices */
                devices?: (string[]|null);

                /** Hello agent */
                agent?: (string|null);

                /** Hello features */
                features?: (string[]|null);

                /** Hello resumeSession */
                resumeSession?: (string|null);

                /** Hello frames */
                frames?: (number|null);

                /** Hello takeOver */
                takeOver?: (faultline.v1.TakeOver|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = faultline.v1.Hello.$Properties;
        }

        /** TakeOver enum. */
        enum TakeOver {

            /** TAKE_OVER_NONE value */
            TAKE_OVER_NONE = 0,

            /** TAKE_OVER_SUSPENDED value */
            TAKE_OVER_SUSPENDED = 1,

            /** TAKE_OVER_LIVE value */
            TAKE_OVER_LIVE = 2
        }

        /**
         * Properties of a Welcome.
         * @deprecated Use faultline.v1.Welcome.$Properties instead.
         */
        interface IWelcome extends faultline.v1.Welcome.$Properties {
        }

        /** Represents a Welcome. */
        class Welcome {

            /**
             * Constructs a new Welcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Welcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Welcome protocolVersion. */
            protocolVersion: number;

            /** Welcome session. */
            session: string;

            /** Welcome devices. */
            devices: faultline.v1.DeviceInfo.$Properties[];

            /** Welcome frames. */
            frames: number;

            /** Welcome pageSize. */
            pageSize: number;

            /** Welcome pageLimit. */
            pageLimit: number;

            /** Welcome limits. */
            limits?: (faultline.v1.Limits.$Properties|null);

            /** Welcome features. */
            features: string[];

            /** Welcome firstFrame. */
            firstFrame: number;

            /** Welcome resumed. */
            resumed: boolean;

            /** Welcome resumeMs. */
            resumeMs: number;

            /** Welcome messagesBefore. */
            messagesBefore: number;

            /**
             * Creates a new Welcome instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Welcome instance
             */
            static create(properties: faultline.v1.Welcome.$Shape): faultline.v1.Welcome & faultline.v1.Welcome.$Shape;
            static create(properties?: faultline.v1.Welcome.$Properties): faultline.v1.Welcome;

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link faultline.v1.Welcome.verify|verify} messages.
             * @param message Welcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Welcome & faultline.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Welcome & faultline.v1.Welcome.$Shape;
        }

        namespace Welcome {

            /** Properties of a Welcome. */
            interface $Properties {

                /** Welcome protocolVersion */
                protocolVersion?: (number|null);

                /** Welcome session */
                session?: (string|null);

                /** Welcome devices */
                devices?: (faultline.v1.DeviceInfo.$Properties[]|null);

                /** Welcome frames */
                frames?: (number|null);

                /** Welcome pageSize */
                pageSize?: (number|null);

                /** Welcome pageLimit */
                pageLimit?: (number|null);

                /** Welcome limits */
                limits?: (faultline.v1.Limits.$Properties|null);

                /** Welcome features */
                features?: (string[]|null);

                /** Welcome firstFrame */
                firstFrame?: (number|null);

                /** Welcome resumed */
                resumed?: (boolean|null);

                /** Welcome resumeMs */
                resumeMs?: (number|null);

                /** Welcome messagesBefore */
                messagesBefore?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Welcome. */
            type $Shape = faultline.v1.Welcome.$Properties;
        }

        /**
         * Properties of a Limits.
         * @deprecated Use faultline.v1.Limits.$Properties instead.
         */
        interface ILimits extends faultline.v1.Limits.$Properties {
        }

        /** Represents a Limits. */
        class Limits {

            /**
             * Constructs a new Limits.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Limits.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Limits batchRows. */
            batchRows: number;

            /** Limits messageBytes. */
            messageBytes: number;

            /** Limits unmapsOutstanding. */
            unmapsOutstanding: number;

            /** Limits heartbeatTimeoutMs. */
            heartbeatTimeoutMs: number;

            /** Limits spaces. */
            spaces: number;

            /**
             * Creates a new Limits instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Limits instance
             */
            static create(properties: faultline.v1.Limits.$Shape): faultline.v1.Limits & faultline.v1.Limits.$Shape;
            static create(properties?: faultline.v1.Limits.$Properties): faultline.v1.Limits;

            /**
             * Encodes the specified Limits message. Does not implicitly {@link faultline.v1.Limits.verify|verify} messages.
             * @param message Limits message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Limits.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Limits & faultline.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Limits & faultline.v1.Limits.$Shape;
        }

        namespace Limits {

            /** Properties of a Limits. */
            interface $Properties {

                /** Limits batchRows */
                batchRows?: (number|null);

                /** Limits messageBytes */
                messageBytes?: (number|null);

                /** Limits unmapsOutstanding */
                unmapsOutstanding?: (number|null);

                /** Limits heartbeatTimeoutMs */
                heartbeatTimeoutMs?: (number|null);

                /** Limits spaces */
                spaces?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Limits. */
            type $Shape = faultline.v1.Limits.$Properties;
        }

        /**
         * Properties of a DeviceInfo.
         * @deprecated Use faultline.v1.DeviceInfo.$Properties instead.
         */
        interface IDeviceInfo extends faultline.v1.DeviceInfo.$Properties {
        }

        /** Represents a DeviceInfo. */
        class DeviceInfo {

            /**
             * Constructs a new DeviceInfo.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.DeviceInfo.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceInfo device. */
            device: number;

            /** DeviceInfo name. */
            name: string;

            /** DeviceInfo bus. */
            bus: faultline.v1.Bus;

            /** DeviceInfo sourceId. */
            sourceId: number;

            /** DeviceInfo iommu. */
            iommu: faultline.v1.IommuKind;

            /** DeviceInfo outstandingLimit. */
            outstandingLimit: number;

            /** DeviceInfo responseDeadlineMs. */
            responseDeadlineMs: number;

            /** DeviceInfo responseNeedsPasid. */
            responseNeedsPasid: boolean;

            /** DeviceInfo maxPasid. */
            maxPasid: number;

            /**
             * Creates a new DeviceInfo instance using the specified properties.
             * @param [properties] Properties to set
             * @returns DeviceInfo instance
             */
            static create(properties: faultline.v1.DeviceInfo.$Shape): faultline.v1.DeviceInfo & faultline.v1.DeviceInfo.$Shape;
            static create(properties?: faultline.v1.DeviceInfo.$Properties): faultline.v1.DeviceInfo;

            /**
             * Encodes the specified DeviceInfo message. Does not implicitly {@link faultline.v1.DeviceInfo.verify|verify} messages.
             * @param message DeviceInfo message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.DeviceInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceInfo message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceInfo & faultline.v1.DeviceInfo.$Shape} DeviceInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.DeviceInfo & faultline.v1.DeviceInfo.$Shape;
        }

        namespace DeviceInfo {

            /** Properties of a DeviceInfo. */
            interface $Properties {

                /** DeviceInfo device */
                device?: (number|null);

                /** DeviceInfo name */
                name?: (string|null);

                /** DeviceInfo bus */
                bus?: (faultline.v1.Bus|null);

                /** DeviceInfo sourceId */
                sourceId?: (number|null);

                /** DeviceInfo iommu */
                iommu?: (faultline.v1.IommuKind|null);

                /** DeviceInfo outstandingLimit */
                outstandingLimit?: (number|null);

                /** DeviceInfo responseDeadlineMs */
                responseDeadlineMs?: (number|null);

                /** DeviceInfo responseNeedsPasid */
                responseNeedsPasid?: (boolean|null);

                /** DeviceInfo maxPasid */
                maxPasid?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceInfo. */
            type $Shape = faultline.v1.DeviceInfo.$Properties;
        }

        /**
         * Properties of an Inventory.
         * @deprecated Use faultline.v1.Inventory.$Properties instead.
         */
        interface IInventory extends faultline.v1.Inventory.$Properties {
        }

        /** Represents an Inventory. */
        class Inventory {

            /**
             * Constructs a new Inventory.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Inventory.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Inventory boundDevice. */
            boundDevice: number[];

            /** Inventory boundPasid. */
            boundPasid: number[];

            /** Inventory boundSpace. */
            boundSpace: number[];

            /** Inventory boundNoPasid. */
            boundNoPasid: number[];

            /** Inventory space. */
            space: number[];

            /** Inventory page. */
            page: number[];

            /** Inventory frame. */
            frame: number[];

            /** Inventory flags. */
            flags: number[];

            /** Inventory unmapRequest. */
            unmapRequest: number[];

            /** Inventory unmapSpace. */
            unmapSpace: number[];

            /** Inventory unmapPage. */
            unmapPage: number[];

            /** Inventory complete. */
            complete: boolean;

            /**
             * Creates a new Inventory instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Inventory instance
             */
            static create(properties: faultline.v1.Inventory.$Shape): faultline.v1.Inventory & faultline.v1.Inventory.$Shape;
            static create(properties?: faultline.v1.Inventory.$Properties): faultline.v1.Inventory;

            /**
             * Encodes the specified Inventory message. Does not implicitly {@link faultline.v1.Inventory.verify|verify} messages.
             * @param message Inventory message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Inventory.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Inventory message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Inventory & faultline.v1.Inventory.$Shape} Inventory
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Inventory & faultline.v1.Inventory.$Shape;
        }

        namespace Inventory {

            /** Properties of an Inventory. */
            interface $Properties {

                /** Inventory boundDevice */
                boundDevice?: (number[]|null);

                /** Inventory boundPasid */
                boundPasid?: (number[]|null);

                /** Inventory boundSpace */
                boundSpace?: (number[]|null);

                /** Inventory boundNoPasid */
                boundNoPasid?: (number[]|null);

                /** Inventory space */
                space?: (number[]|null);

                /** Inventory page */
                page?: (number[]|null);

                /** Inventory frame */
                frame?: (number[]|null);

                /** Inventory flags */
                flags?: (number[]|null);

                /** Inventory unmapRequest */
                unmapRequest?: (number[]|null);

                /** Inventory unmapSpace */
                unmapSpace?: (number[]|null);

                /** Inventory unmapPage */
                unmapPage?: (number[]|null);

                /** Inventory complete */
                complete?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Inventory. */
            type $Shape = faultline.v1.Inventory.$Properties;
        }

        /**
         * Properties of a Bind.
         * @deprecated Use faultline.v1.Bind.$Properties instead.
         */
        interface IBind extends faultline.v1.Bind.$Properties {
        }

        /** Represents a Bind. */
        class Bind {

            /**
             * Constructs a new Bind.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Bind.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Bind request. */
            request: number;

            /** Bind device. */
            device: number;

            /** Bind pasid. */
            pasid: number;

            /** Bind space. */
            space: number;

            /** Bind noPasid. */
            noPasid: boolean;

            /**
             * Creates a new Bind instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Bind instance
             */
            static create(properties: faultline.v1.Bind.$Shape): faultline.v1.Bind & faultline.v1.Bind.$Shape;
            static create(properties?: faultline.v1.Bind.$Properties): faultline.v1.Bind;

            /**
             * Encodes the specified Bind message. Does not implicitly {@link faultline.v1.Bind.verify|verify} messages.
             * @param message Bind message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Bind.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Bind message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Bind & faultline.v1.Bind.$Shape} Bind
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Bind & faultline.v1.Bind.$Shape;
        }

        namespace Bind {

            /** Properties of a Bind. */
            interface $Properties {

                /** Bind request */
                request?: (number|null);

                /** Bind device */
                device?: (number|null);

                /** Bind pasid */
                pasid?: (number|null);

                /** Bind space */
                space?: (number|null);

                /** Bind noPasid */
                noPasid?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Bind. */
            type $Shape = faultline.v1.Bind.$Properties;
        }

        /**
         * Properties of an Unbind.
         * @deprecated Use faultline.v1.Unbind.$Properties instead.
         */
        interface IUnbind extends faultline.v1.Unbind.$Properties {
        }

        /** Represents an Unbind. */
        class Unbind {

            /**
             * Constructs a new Unbind.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Unbind.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Unbind request. */
            request: number;

            /** Unbind device. */
            device: number;

            /** Unbind pasid. */
            pasid: number;

            /** Unbind noPasid. */
            noPasid: boolean;

            /**
             * Creates a new Unbind instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Unbind instance
             */
            static create(properties: faultline.v1.Unbind.$Shape): faultline.v1.Unbind & faultline.v1.Unbind.$Shape;
            static create(properties?: faultline.v1.Unbind.$Properties): faultline.v1.Unbind;

            /**
             * Encodes the specified Unbind message. Does not implicitly {@link faultline.v1.Unbind.verify|verify} messages.
             * @param message Unbind message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Unbind.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Unbind message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Unbind & faultline.v1.Unbind.$Shape} Unbind
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Unbind & faultline.v1.Unbind.$Shape;
        }

        namespace Unbind {

            /** Properties of an Unbind. */
            interface $Properties {

                /** Unbind request */
                request?: (number|null);

                /** Unbind device */
                device?: (number|null);

                /** Unbind pasid */
                pasid?: (number|null);

                /** Unbind noPasid */
                noPasid?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Unbind. */
            type $Shape = faultline.v1.Unbind.$Properties;
        }

        /**
         * Properties of a RequestResult.
         * @deprecated Use faultline.v1.RequestResult.$Properties instead.
         */
        interface IRequestResult extends faultline.v1.RequestResult.$Properties {
        }

        /** Represents a RequestResult. */
        class RequestResult {

            /**
             * Constructs a new RequestResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.RequestResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RequestResult request. */
            request: number;

            /** RequestResult code. */
            code: faultline.v1.ErrorCode;

            /** RequestResult message. */
            message: string;

            /** RequestResult row. */
            row: number[];

            /** RequestResult rowCode. */
            rowCode: faultline.v1.ErrorCode[];

            /**
             * Creates a new RequestResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RequestResult instance
             */
            static create(properties: faultline.v1.RequestResult.$Shape): faultline.v1.RequestResult & faultline.v1.RequestResult.$Shape;
            static create(properties?: faultline.v1.RequestResult.$Properties): faultline.v1.RequestResult;

            /**
             * Encodes the specified RequestResult message. Does not implicitly {@link faultline.v1.RequestResult.verify|verify} messages.
             * @param message RequestResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.RequestResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RequestResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.RequestResult & faultline.v1.RequestResult.$Shape} RequestResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.RequestResult & faultline.v1.RequestResult.$Shape;
        }

        namespace RequestResult {

            /** Properties of a RequestResult. */
            interface $Properties {

                /** RequestResult request */
                request?: (number|null);

                /** RequestResult code */
                code?: (faultline.v1.ErrorCode|null);

                /** RequestResult message */
                message?: (string|null);

                /** RequestResult row */
                row?: (number[]|null);

                /** RequestResult rowCode */
                rowCode?: (faultline.v1.ErrorCode[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RequestResult. */
            type $Shape = faultline.v1.RequestResult.$Properties;
        }

        /**
         * Properties of a FaultBatch.
         * @deprecated Use faultline.v1.FaultBatch.$Properties instead.
         */
        interface IFaultBatch extends faultline.v1.FaultBatch.$Properties {
        }

        /** Represents a FaultBatch. */
        class FaultBatch {

            /**
             * Constructs a new FaultBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.FaultBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** FaultBatch group. */
            group: number[];

            /** FaultBatch page. */
            page: number[];

            /** FaultBatch device. */
            device: number[];

            /** FaultBatch pasid. */
            pasid: number[];

            /** FaultBatch flags. */
            flags: number[];

            /**
             * Creates a new FaultBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns FaultBatch instance
             */
            static create(properties: faultline.v1.FaultBatch.$Shape): faultline.v1.FaultBatch & faultline.v1.FaultBatch.$Shape;
            static create(properties?: faultline.v1.FaultBatch.$Properties): faultline.v1.FaultBatch;

            /**
             * Encodes the specified FaultBatch message. Does not implicitly {@link faultline.v1.FaultBatch.verify|verify} messages.
             * @param message FaultBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.FaultBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a FaultBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.FaultBatch & faultline.v1.FaultBatch.$Shape} FaultBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.FaultBatch & faultline.v1.FaultBatch.$Shape;
        }

        namespace FaultBatch {

            /** Properties of a FaultBatch. */
            interface $Properties {

                /** FaultBatch group */
                group?: (number[]|null);

                /** FaultBatch page */
                page?: (number[]|null);

                /** FaultBatch device */
                device?: (number[]|null);

                /** FaultBatch pasid */
                pasid?: (number[]|null);

                /** FaultBatch flags */
                flags?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a FaultBatch. */
            type $Shape = faultline.v1.FaultBatch.$Properties;
        }

        /** FaultFlag enum. */
        enum FaultFlag {

            /** FAULT_FLAG_NONE value */
            FAULT_FLAG_NONE = 0,

            /** FAULT_READ value */
            FAULT_READ = 1,

            /** FAULT_WRITE value */
            FAULT_WRITE = 2,

            /** FAULT_EXEC value */
            FAULT_EXEC = 4,

            /** FAULT_PRIV value */
            FAULT_PRIV = 8,

            /** FAULT_LAST value */
            FAULT_LAST = 16,

            /** FAULT_PASID_VALID value */
            FAULT_PASID_VALID = 32,

            /** FAULT_REDELIVERED value */
            FAULT_REDELIVERED = 64
        }

        /**
         * Properties of a ResponseBatch.
         * @deprecated Use faultline.v1.ResponseBatch.$Properties instead.
         */
        interface IResponseBatch extends faultline.v1.ResponseBatch.$Properties {
        }

        /** Represents a ResponseBatch. */
        class ResponseBatch {

            /**
             * Constructs a new ResponseBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ResponseBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ResponseBatch group. */
            group: number[];

            /** ResponseBatch code. */
            code: faultline.v1.ResponseCode[];

            /**
             * Creates a new ResponseBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ResponseBatch instance
             */
            static create(properties: faultline.v1.ResponseBatch.$Shape): faultline.v1.ResponseBatch & faultline.v1.ResponseBatch.$Shape;
            static create(properties?: faultline.v1.ResponseBatch.$Properties): faultline.v1.ResponseBatch;

            /**
             * Encodes the specified ResponseBatch message. Does not implicitly {@link faultline.v1.ResponseBatch.verify|verify} messages.
             * @param message ResponseBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ResponseBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ResponseBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ResponseBatch & faultline.v1.ResponseBatch.$Shape} ResponseBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ResponseBatch & faultline.v1.ResponseBatch.$Shape;
        }

        namespace ResponseBatch {

            /** Properties of a ResponseBatch. */
            interface $Properties {

                /** ResponseBatch group */
                group?: (number[]|null);

                /** ResponseBatch code */
                code?: (faultline.v1.ResponseCode[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ResponseBatch. */
            type $Shape = faultline.v1.ResponseBatch.$Properties;
        }

        /** ResponseCode enum. */
        enum ResponseCode {

            /** RESPONSE_CODE_UNSPECIFIED value */
            RESPONSE_CODE_UNSPECIFIED = 0,

            /** RESPONSE_CODE_SUCCESS value */
            RESPONSE_CODE_SUCCESS = 1,

            /** RESPONSE_CODE_INVALID value */
            RESPONSE_CODE_INVALID = 2
        }

        /**
         * Properties of a RefusedResponses.
         * @deprecated Use faultline.v1.RefusedResponses.$Properties instead.
         */
        interface IRefusedResponses extends faultline.v1.RefusedResponses.$Properties {
        }

        /** Represents a RefusedResponses. */
        class RefusedResponses {

            /**
             * Constructs a new RefusedResponses.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.RefusedResponses.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusedResponses group. */
            group: number[];

            /** RefusedResponses code. */
            code: faultline.v1.ErrorCode[];

            /**
             * Creates a new RefusedResponses instance using the specified properties.
             * @param [properties] Properties to set
             * @returns RefusedResponses instance
             */
            static create(properties: faultline.v1.RefusedResponses.$Shape): faultline.v1.RefusedResponses & faultline.v1.RefusedResponses.$Shape;
            static create(properties?: faultline.v1.RefusedResponses.$Properties): faultline.v1.RefusedResponses;

            /**
             * Encodes the specified RefusedResponses message. Does not implicitly {@link faultline.v1.RefusedResponses.verify|verify} messages.
             * @param message RefusedResponses message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.RefusedResponses.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusedResponses message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.RefusedResponses & faultline.v1.RefusedResponses.$Shape} RefusedResponses
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.RefusedResponses & faultline.v1.RefusedResponses.$Shape;
        }

        namespace RefusedResponses {

            /** Properties of a RefusedResponses. */
            interface $Properties {

                /** RefusedResponses group */
                group?: (number[]|null);

                /** RefusedResponses code */
                code?: (faultline.v1.ErrorCode[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusedResponses. */
            type $Shape = faultline.v1.RefusedResponses.$Properties;
        }

        /**
         * Properties of an ExpiredBatch.
         * @deprecated Use faultline.v1.ExpiredBatch.$Properties instead.
         */
        interface IExpiredBatch extends faultline.v1.ExpiredBatch.$Properties {
        }

        /** Represents an ExpiredBatch. */
        class ExpiredBatch {

            /**
             * Constructs a new ExpiredBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.ExpiredBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExpiredBatch group. */
            group: number[];

            /** ExpiredBatch device. */
            device: number[];

            /**
             * Creates a new ExpiredBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns ExpiredBatch instance
             */
            static create(properties: faultline.v1.ExpiredBatch.$Shape): faultline.v1.ExpiredBatch & faultline.v1.ExpiredBatch.$Shape;
            static create(properties?: faultline.v1.ExpiredBatch.$Properties): faultline.v1.ExpiredBatch;

            /**
             * Encodes the specified ExpiredBatch message. Does not implicitly {@link faultline.v1.ExpiredBatch.verify|verify} messages.
             * @param message ExpiredBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.ExpiredBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExpiredBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.ExpiredBatch & faultline.v1.ExpiredBatch.$Shape} ExpiredBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.ExpiredBatch & faultline.v1.ExpiredBatch.$Shape;
        }

        namespace ExpiredBatch {

            /** Properties of an ExpiredBatch. */
            interface $Properties {

                /** ExpiredBatch group */
                group?: (number[]|null);

                /** ExpiredBatch device */
                device?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExpiredBatch. */
            type $Shape = faultline.v1.ExpiredBatch.$Properties;
        }

        /**
         * Properties of a CreditBatch.
         * @deprecated Use faultline.v1.CreditBatch.$Properties instead.
         */
        interface ICreditBatch extends faultline.v1.CreditBatch.$Properties {
        }

        /** Represents a CreditBatch. */
        class CreditBatch {

            /**
             * Constructs a new CreditBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.CreditBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CreditBatch device. */
            device: number[];

            /** CreditBatch granted. */
            granted: number[];

            /**
             * Creates a new CreditBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns CreditBatch instance
             */
            static create(properties: faultline.v1.CreditBatch.$Shape): faultline.v1.CreditBatch & faultline.v1.CreditBatch.$Shape;
            static create(properties?: faultline.v1.CreditBatch.$Properties): faultline.v1.CreditBatch;

            /**
             * Encodes the specified CreditBatch message. Does not implicitly {@link faultline.v1.CreditBatch.verify|verify} messages.
             * @param message CreditBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.CreditBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CreditBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.CreditBatch & faultline.v1.CreditBatch.$Shape} CreditBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.CreditBatch & faultline.v1.CreditBatch.$Shape;
        }

        namespace CreditBatch {

            /** Properties of a CreditBatch. */
            interface $Properties {

                /** CreditBatch device */
                device?: (number[]|null);

                /** CreditBatch granted */
                granted?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CreditBatch. */
            type $Shape = faultline.v1.CreditBatch.$Properties;
        }

        /**
         * Properties of a MapBatch.
         * @deprecated Use faultline.v1.MapBatch.$Properties instead.
         */
        interface IMapBatch extends faultline.v1.MapBatch.$Properties {
        }

        /** Represents a MapBatch. */
        class MapBatch {

            /**
             * Constructs a new MapBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.MapBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MapBatch request. */
            request: number;

            /** MapBatch space. */
            space: number;

            /** MapBatch page. */
            page: number[];

            /** MapBatch frame. */
            frame: number[];

            /** MapBatch flags. */
            flags: number[];

            /** MapBatch contents. */
            contents: Uint8Array;

            /**
             * Creates a new MapBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns MapBatch instance
             */
            static create(properties: faultline.v1.MapBatch.$Shape): faultline.v1.MapBatch & faultline.v1.MapBatch.$Shape;
            static create(properties?: faultline.v1.MapBatch.$Properties): faultline.v1.MapBatch;

            /**
             * Encodes the specified MapBatch message. Does not implicitly {@link faultline.v1.MapBatch.verify|verify} messages.
             * @param message MapBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.MapBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MapBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.MapBatch & faultline.v1.MapBatch.$Shape} MapBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.MapBatch & faultline.v1.MapBatch.$Shape;
        }

        namespace MapBatch {

            /** Properties of a MapBatch. */
            interface $Properties {

                /** MapBatch request */
                request?: (number|null);

                /** MapBatch space */
                space?: (number|null);

                /** MapBatch page */
                page?: (number[]|null);

                /** MapBatch frame */
                frame?: (number[]|null);

                /** MapBatch flags */
                flags?: (number[]|null);

                /** MapBatch contents */
                contents?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MapBatch. */
            type $Shape = faultline.v1.MapBatch.$Properties;
        }

        /** MapFlag enum. */
        enum MapFlag {

            /** MAP_FLAG_NONE value */
            MAP_FLAG_NONE = 0,

            /** MAP_READ value */
            MAP_READ = 1,

            /** MAP_WRITE value */
            MAP_WRITE = 2,

            /** MAP_EXEC value */
            MAP_EXEC = 4,

            /** MAP_CONTENTS value */
            MAP_CONTENTS = 16,

            /** MAP_ZERO value */
            MAP_ZERO = 32,

            /** MAP_DIRTY value */
            MAP_DIRTY = 64
        }

        /**
         * Properties of an UnmapBatch.
         * @deprecated Use faultline.v1.UnmapBatch.$Properties instead.
         */
        interface IUnmapBatch extends faultline.v1.UnmapBatch.$Properties {
        }

        /** Represents an UnmapBatch. */
        class UnmapBatch {

            /**
             * Constructs a new UnmapBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnmapBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnmapBatch request. */
            request: number;

            /** UnmapBatch space. */
            space: number;

            /** UnmapBatch page. */
            page: number[];

            /** UnmapBatch returnDirty. */
            returnDirty: boolean;

            /**
             * Creates a new UnmapBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnmapBatch instance
             */
            static create(properties: faultline.v1.UnmapBatch.$Shape): faultline.v1.UnmapBatch & faultline.v1.UnmapBatch.$Shape;
            static create(properties?: faultline.v1.UnmapBatch.$Properties): faultline.v1.UnmapBatch;

            /**
             * Encodes the specified UnmapBatch message. Does not implicitly {@link faultline.v1.UnmapBatch.verify|verify} messages.
             * @param message UnmapBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnmapBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnmapBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnmapBatch & faultline.v1.UnmapBatch.$Shape} UnmapBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnmapBatch & faultline.v1.UnmapBatch.$Shape;
        }

        namespace UnmapBatch {

            /** Properties of an UnmapBatch. */
            interface $Properties {

                /** UnmapBatch request */
                request?: (number|null);

                /** UnmapBatch space */
                space?: (number|null);

                /** UnmapBatch page */
                page?: (number[]|null);

                /** UnmapBatch returnDirty */
                returnDirty?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnmapBatch. */
            type $Shape = faultline.v1.UnmapBatch.$Properties;
        }

        /**
         * Properties of an UnmapResult.
         * @deprecated Use faultline.v1.UnmapResult.$Properties instead.
         */
        interface IUnmapResult extends faultline.v1.UnmapResult.$Properties {
        }

        /** Represents an UnmapResult. */
        class UnmapResult {

            /**
             * Constructs a new UnmapResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.UnmapResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** UnmapResult request. */
            request: number;

            /** UnmapResult dirtyRow. */
            dirtyRow: number[];

            /** UnmapResult contents. */
            contents: Uint8Array;

            /** UnmapResult complete. */
            complete: boolean;

            /**
             * Creates a new UnmapResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns UnmapResult instance
             */
            static create(properties: faultline.v1.UnmapResult.$Shape): faultline.v1.UnmapResult & faultline.v1.UnmapResult.$Shape;
            static create(properties?: faultline.v1.UnmapResult.$Properties): faultline.v1.UnmapResult;

            /**
             * Encodes the specified UnmapResult message. Does not implicitly {@link faultline.v1.UnmapResult.verify|verify} messages.
             * @param message UnmapResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.UnmapResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an UnmapResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.UnmapResult & faultline.v1.UnmapResult.$Shape} UnmapResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.UnmapResult & faultline.v1.UnmapResult.$Shape;
        }

        namespace UnmapResult {

            /** Properties of an UnmapResult. */
            interface $Properties {

                /** UnmapResult request */
                request?: (number|null);

                /** UnmapResult dirtyRow */
                dirtyRow?: (number[]|null);

                /** UnmapResult contents */
                contents?: (Uint8Array|null);

                /** UnmapResult complete */
                complete?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an UnmapResult. */
            type $Shape = faultline.v1.UnmapResult.$Properties;
        }

        /**
         * Properties of an EventBatch.
         * @deprecated Use faultline.v1.EventBatch.$Properties instead.
         */
        interface IEventBatch extends faultline.v1.EventBatch.$Properties {
        }

        /** Represents an EventBatch. */
        class EventBatch {

            /**
             * Constructs a new EventBatch.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.EventBatch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EventBatch device. */
            device: number[];

            /** EventBatch sequence. */
            sequence: number[];

            /** EventBatch lost. */
            lost: number[];

            /** EventBatch reason. */
            reason: number[];

            /** EventBatch hardwareReason. */
            hardwareReason: number[];

            /** EventBatch flags. */
            flags: number[];

            /** EventBatch pasid. */
            pasid: number[];

            /** EventBatch page. */
            page: number[];

            /** EventBatch offset. */
            offset: number[];

            /** EventBatch type. */
            type: number[];

            /** EventBatch index. */
            index: number[];

            /**
             * Creates a new EventBatch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns EventBatch instance
             */
            static create(properties: faultline.v1.EventBatch.$Shape): faultline.v1.EventBatch & faultline.v1.EventBatch.$Shape;
            static create(properties?: faultline.v1.EventBatch.$Properties): faultline.v1.EventBatch;

            /**
             * Encodes the specified EventBatch message. Does not implicitly {@link faultline.v1.EventBatch.verify|verify} messages.
             * @param message EventBatch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.EventBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EventBatch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.EventBatch & faultline.v1.EventBatch.$Shape} EventBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.EventBatch & faultline.v1.EventBatch.$Shape;
        }

        namespace EventBatch {

            /** Properties of an EventBatch. */
            interface $Properties {

                /** EventBatch device */
                device?: (number[]|null);

                /** EventBatch sequence */
                sequence?: (number[]|null);

                /** EventBatch lost */
                lost?: (number[]|null);

                /** EventBatch reason */
                reason?: (number[]|null);

                /** EventBatch hardwareReason */
                hardwareReason?: (number[]|null);

                /** EventBatch flags */
                flags?: (number[]|null);

                /** EventBatch pasid */
                pasid?: (number[]|null);

                /** EventBatch page */
                page?: (number[]|null);

                /** EventBatch offset */
                offset?: (number[]|null);

                /** EventBatch type */
                type?: (number[]|null);

                /** EventBatch index */
                index?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EventBatch. */
            type $Shape = faultline.v1.EventBatch.$Properties;
        }

        /** EventType enum. */
        enum EventType {

            /** EVENT_DMA value */
            EVENT_DMA = 0,

            /** EVENT_INTERRUPT value */
            EVENT_INTERRUPT = 1
        }

        /** EventFlag enum. */
        enum EventFlag {

            /** EVENT_FLAG_NONE value */
            EVENT_FLAG_NONE = 0,

            /** EVENT_READ value */
            EVENT_READ = 1,

            /** EVENT_WRITE value */
            EVENT_WRITE = 2,

            /** EVENT_EXEC value */
            EVENT_EXEC = 4,

            /** EVENT_PRIV value */
            EVENT_PRIV = 8,

            /** EVENT_ADDRESS_VALID value */
            EVENT_ADDRESS_VALID = 16,

            /** EVENT_PASID_VALID value */
            EVENT_PASID_VALID = 32,

            /** EVENT_INDEX_VALID value */
            EVENT_INDEX_VALID = 64
        }

        /**
         * Properties of a Revoked.
         * @deprecated Use faultline.v1.Revoked.$Properties instead.
         */
        interface IRevoked extends faultline.v1.Revoked.$Properties {
        }

        /** Represents a Revoked. */
        class Revoked {

            /**
             * Constructs a new Revoked.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Revoked.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Revoked device. */
            device: number;

            /** Revoked code. */
            code: faultline.v1.ErrorCode;

            /** Revoked message. */
            message: string;

            /**
             * Creates a new Revoked instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Revoked instance
             */
            static create(properties: faultline.v1.Revoked.$Shape): faultline.v1.Revoked & faultline.v1.Revoked.$Shape;
            static create(properties?: faultline.v1.Revoked.$Properties): faultline.v1.Revoked;

            /**
             * Encodes the specified Revoked message. Does not implicitly {@link faultline.v1.Revoked.verify|verify} messages.
             * @param message Revoked message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Revoked.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Revoked message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Revoked & faultline.v1.Revoked.$Shape} Revoked
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Revoked & faultline.v1.Revoked.$Shape;
        }

        namespace Revoked {

            /** Properties of a Revoked. */
            interface $Properties {

                /** Revoked device */
                device?: (number|null);

                /** Revoked code */
                code?: (faultline.v1.ErrorCode|null);

                /** Revoked message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Revoked. */
            type $Shape = faultline.v1.Revoked.$Properties;
        }

        /**
         * Properties of a SlowConsumer.
         * @deprecated Use faultline.v1.SlowConsumer.$Properties instead.
         */
        interface ISlowConsumer extends faultline.v1.SlowConsumer.$Properties {
        }

        /** Represents a SlowConsumer. */
        class SlowConsumer {

            /**
             * Constructs a new SlowConsumer.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SlowConsumer.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SlowConsumer device. */
            device: number;

            /** SlowConsumer state. */
            state: faultline.v1.ConsumerState;

            /** SlowConsumer waiting. */
            waiting: number;

            /** SlowConsumer oldestMs. */
            oldestMs: number;

            /** SlowConsumer idleMs. */
            idleMs: number;

            /** SlowConsumer credit. */
            credit: number;

            /** SlowConsumer warnMs. */
            warnMs: number;

            /** SlowConsumer pauseMs. */
            pauseMs: number;

            /** SlowConsumer revokeMs. */
            revokeMs: number;

            /**
             * Creates a new SlowConsumer instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SlowConsumer instance
             */
            static create(properties: faultline.v1.SlowConsumer.$Shape): faultline.v1.SlowConsumer & faultline.v1.SlowConsumer.$Shape;
            static create(properties?: faultline.v1.SlowConsumer.$Properties): faultline.v1.SlowConsumer;

            /**
             * Encodes the specified SlowConsumer message. Does not implicitly {@link faultline.v1.SlowConsumer.verify|verify} messages.
             * @param message SlowConsumer message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SlowConsumer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SlowConsumer message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SlowConsumer & faultline.v1.SlowConsumer.$Shape} SlowConsumer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SlowConsumer & faultline.v1.SlowConsumer.$Shape;
        }

        namespace SlowConsumer {

            /** Properties of a SlowConsumer. */
            interface $Properties {

                /** SlowConsumer device */
                device?: (number|null);

                /** SlowConsumer state */
                state?: (faultline.v1.ConsumerState|null);

                /** SlowConsumer waiting */
                waiting?: (number|null);

                /** SlowConsumer oldestMs */
                oldestMs?: (number|null);

                /** SlowConsumer idleMs */
                idleMs?: (number|null);

                /** SlowConsumer credit */
                credit?: (number|null);

                /** SlowConsumer warnMs */
                warnMs?: (number|null);

                /** SlowConsumer pauseMs */
                pauseMs?: (number|null);

                /** SlowConsumer revokeMs */
                revokeMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SlowConsumer. */
            type $Shape = faultline.v1.SlowConsumer.$Properties;
        }

        /** ConsumerState enum. */
        enum ConsumerState {

            /** CONSUMER_STATE_UNSPECIFIED value */
            CONSUMER_STATE_UNSPECIFIED = 0,

            /** CONSUMER_SLOW value */
            CONSUMER_SLOW = 1,

            /** CONSUMER_PAUSED value */
            CONSUMER_PAUSED = 2,

            /** CONSUMER_RECOVERED value */
            CONSUMER_RECOVERED = 3
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use faultline.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends faultline.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat sequence. */
            sequence: number;

            /**
             * Creates a new Heartbeat instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Heartbeat instance
             */
            static create(properties: faultline.v1.Heartbeat.$Shape): faultline.v1.Heartbeat & faultline.v1.Heartbeat.$Shape;
            static create(properties?: faultline.v1.Heartbeat.$Properties): faultline.v1.Heartbeat;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link faultline.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Heartbeat & faultline.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Heartbeat & faultline.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat sequence */
                sequence?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = faultline.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a Sync.
         * @deprecated Use faultline.v1.Sync.$Properties instead.
         */
        interface ISync extends faultline.v1.Sync.$Properties {
        }

        /** Represents a Sync. */
        class Sync {

            /**
             * Constructs a new Sync.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Sync.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sync request. */
            request: number;

            /** Sync evict. */
            evict: boolean;

            /**
             * Creates a new Sync instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Sync instance
             */
            static create(properties: faultline.v1.Sync.$Shape): faultline.v1.Sync & faultline.v1.Sync.$Shape;
            static create(properties?: faultline.v1.Sync.$Properties): faultline.v1.Sync;

            /**
             * Encodes the specified Sync message. Does not implicitly {@link faultline.v1.Sync.verify|verify} messages.
             * @param message Sync message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Sync.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sync message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Sync & faultline.v1.Sync.$Shape} Sync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Sync & faultline.v1.Sync.$Shape;
        }

        namespace Sync {

            /** Properties of a Sync. */
            interface $Properties {

                /** Sync request */
                request?: (number|null);

                /** Sync evict */
                evict?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sync. */
            type $Shape = faultline.v1.Sync.$Properties;
        }

        /**
         * Properties of a SyncResult.
         * @deprecated Use faultline.v1.SyncResult.$Properties instead.
         */
        interface ISyncResult extends faultline.v1.SyncResult.$Properties {
        }

        /** Represents a SyncResult. */
        class SyncResult {

            /**
             * Constructs a new SyncResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.SyncResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SyncResult request. */
            request: number;

            /** SyncResult code. */
            code: faultline.v1.ErrorCode;

            /** SyncResult message. */
            message: string;

            /** SyncResult pages. */
            pages: number;

            /**
             * Creates a new SyncResult instance using the specified properties.
             * @param [properties] Properties to set
             * @returns SyncResult instance
             */
            static create(properties: faultline.v1.SyncResult.$Shape): faultline.v1.SyncResult & faultline.v1.SyncResult.$Shape;
            static create(properties?: faultline.v1.SyncResult.$Properties): faultline.v1.SyncResult;

            /**
             * Encodes the specified SyncResult message. Does not implicitly {@link faultline.v1.SyncResult.verify|verify} messages.
             * @param message SyncResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.SyncResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SyncResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.SyncResult & faultline.v1.SyncResult.$Shape} SyncResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.SyncResult & faultline.v1.SyncResult.$Shape;
        }

        namespace SyncResult {

            /** Properties of a SyncResult. */
            interface $Properties {

                /** SyncResult request */
                request?: (number|null);

                /** SyncResult code */
                code?: (faultline.v1.ErrorCode|null);

                /** SyncResult message */
                message?: (string|null);

                /** SyncResult pages */
                pages?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SyncResult. */
            type $Shape = faultline.v1.SyncResult.$Properties;
        }

        /**
         * Properties of a Leave.
         * @deprecated Use faultline.v1.Leave.$Properties instead.
         */
        interface ILeave extends faultline.v1.Leave.$Properties {
        }

        /** Represents a Leave. */
        class Leave {

            /**
             * Constructs a new Leave.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Leave.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Leave handOver. */
            handOver: boolean;

            /**
             * Creates a new Leave instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Leave instance
             */
            static create(properties: faultline.v1.Leave.$Shape): faultline.v1.Leave & faultline.v1.Leave.$Shape;
            static create(properties?: faultline.v1.Leave.$Properties): faultline.v1.Leave;

            /**
             * Encodes the specified Leave message. Does not implicitly {@link faultline.v1.Leave.verify|verify} messages.
             * @param message Leave message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Leave.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Leave & faultline.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Leave & faultline.v1.Leave.$Shape;
        }

        namespace Leave {

            /** Properties of a Leave. */
            interface $Properties {

                /** Leave handOver */
                handOver?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Leave. */
            type $Shape = faultline.v1.Leave.$Properties;
        }

        /**
         * Properties of a Left.
         * @deprecated Use faultline.v1.Left.$Properties instead.
         */
        interface ILeft extends faultline.v1.Left.$Properties {
        }

        /** Represents a Left. */
        class Left {

            /**
             * Constructs a new Left.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Left.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Creates a new Left instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Left instance
             */
            static create(properties: faultline.v1.Left.$Shape): faultline.v1.Left & faultline.v1.Left.$Shape;
            static create(properties?: faultline.v1.Left.$Properties): faultline.v1.Left;

            /**
             * Encodes the specified Left message. Does not implicitly {@link faultline.v1.Left.verify|verify} messages.
             * @param message Left message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Left.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Left message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Left & faultline.v1.Left.$Shape} Left
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Left & faultline.v1.Left.$Shape;
        }

        namespace Left {

            /** Properties of a Left. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Left. */
            type $Shape = faultline.v1.Left.$Properties;
        }

        /**
         * Properties of a Drain.
         * @deprecated Use faultline.v1.Drain.$Properties instead.
         */
        interface IDrain extends faultline.v1.Drain.$Properties {
        }

        /** Represents a Drain. */
        class Drain {

            /**
             * Constructs a new Drain.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Drain.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Drain deadlineMs. */
            deadlineMs: number;

            /** Drain reconnectTo. */
            reconnectTo: string;

            /** Drain reason. */
            reason: faultline.v1.DrainReason;

            /**
             * Creates a new Drain instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Drain instance
             */
            static create(properties: faultline.v1.Drain.$Shape): faultline.v1.Drain & faultline.v1.Drain.$Shape;
            static create(properties?: faultline.v1.Drain.$Properties): faultline.v1.Drain;

            /**
             * Encodes the specified Drain message. Does not implicitly {@link faultline.v1.Drain.verify|verify} messages.
             * @param message Drain message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Drain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Drain message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Drain & faultline.v1.Drain.$Shape} Drain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Drain & faultline.v1.Drain.$Shape;
        }

        namespace Drain {

            /** Properties of a Drain. */
            interface $Properties {

                /** Drain deadlineMs */
                deadlineMs?: (number|null);

                /** Drain reconnectTo */
                reconnectTo?: (string|null);

                /** Drain reason */
                reason?: (faultline.v1.DrainReason|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Drain. */
            type $Shape = faultline.v1.Drain.$Properties;
        }

        /** DrainReason enum. */
        enum DrainReason {

            /** DRAIN_REASON_UNSPECIFIED value */
            DRAIN_REASON_UNSPECIFIED = 0,

            /** DRAIN_HOST value */
            DRAIN_HOST = 1,

            /** DRAIN_HAND_OVER value */
            DRAIN_HAND_OVER = 2
        }

        /**
         * Properties of a Fatal.
         * @deprecated Use faultline.v1.Fatal.$Properties instead.
         */
        interface IFatal extends faultline.v1.Fatal.$Properties {
        }

        /** Represents a Fatal. */
        class Fatal {

            /**
             * Constructs a new Fatal.
             * @param [properties] Properties to set
             */
            constructor(properties?: faultline.v1.Fatal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fatal code. */
            code: faultline.v1.ErrorCode;

            /** Fatal message. */
            message: string;

            /** Fatal permanent. */
            permanent: boolean;

            /** Fatal reconnectTo. */
            reconnectTo: string;

            /**
             * Creates a new Fatal instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Fatal instance
             */
            static create(properties: faultline.v1.Fatal.$Shape): faultline.v1.Fatal & faultline.v1.Fatal.$Shape;
            static create(properties?: faultline.v1.Fatal.$Properties): faultline.v1.Fatal;

            /**
             * Encodes the specified Fatal message. Does not implicitly {@link faultline.v1.Fatal.verify|verify} messages.
             * @param message Fatal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: faultline.v1.Fatal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fatal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {faultline.v1.Fatal & faultline.v1.Fatal.$Shape} Fatal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): faultline.v1.Fatal & faultline.v1.Fatal.$Shape;
        }

        namespace Fatal {

            /** Properties of a Fatal. */
            interface $Properties {

                /** Fatal code */
                code?: (faultline.v1.ErrorCode|null);

                /** Fatal message */
                message?: (string|null);

                /** Fatal permanent */
                permanent?: (boolean|null);

                /** Fatal reconnectTo */
                reconnectTo?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fatal. */
            type $Shape = faultline.v1.Fatal.$Properties;
        }
    }
}
