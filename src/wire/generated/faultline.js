/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const faultline = $root.faultline = (() => {

    /**
     * Namespace faultline.
     * @exports faultline
     * @namespace
     */
    const faultline = {};

    faultline.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof faultline
         * @namespace
         */
        const v1 = {};

        v1.DeviceCounters = (function() {

            /**
             * Properties of a DeviceCounters.
             * @typedef {Object} faultline.v1.DeviceCounters.$Properties
             * @property {number|null} [pageRequests] DeviceCounters pageRequests
             * @property {number|null} [groups] DeviceCounters groups
             * @property {number|null} [delivered] DeviceCounters delivered
             * @property {number|null} [responsesSuccess] DeviceCounters responsesSuccess
             * @property {number|null} [responsesInvalid] DeviceCounters responsesInvalid
             * @property {number|null} [responsesFailure] DeviceCounters responsesFailure
             * @property {number|null} [expired] DeviceCounters expired
             * @property {number|null} [revoked] DeviceCounters revoked
             * @property {number|null} [rejected] DeviceCounters rejected
             * @property {number|null} [refused] DeviceCounters refused
             * @property {number|null} [events] DeviceCounters events
             * @property {number|null} [eventsLost] DeviceCounters eventsLost
             * @property {number|null} [dmaReadBytes] DeviceCounters dmaReadBytes
             * @property {number|null} [dmaWrittenBytes] DeviceCounters dmaWrittenBytes
             * @property {number|null} [dmaErrors] DeviceCounters dmaErrors
             * @property {number|null} [stalls] DeviceCounters stalls
             * @property {number|null} [sharedFailures] DeviceCounters sharedFailures
             * @property {number|null} [rejectedFull] DeviceCounters rejectedFull
             * @property {number|null} [rejectedPaused] DeviceCounters rejectedPaused
             * @property {number|null} [slowWarnings] DeviceCounters slowWarnings
             * @property {number|null} [slowPauses] DeviceCounters slowPauses
             * @property {number|null} [slowRevocations] DeviceCounters slowRevocations
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeviceCounters.
             * @memberof faultline.v1
             * @interface IDeviceCounters
             * @augments faultline.v1.DeviceCounters.$Properties
             * @deprecated Use faultline.v1.DeviceCounters.$Properties instead.
             */

            /**
             * Shape of a DeviceCounters.
             * @typedef {faultline.v1.DeviceCounters.$Properties} faultline.v1.DeviceCounters.$Shape
             */

            /**
             * Constructs a new DeviceCounters.
             * @memberof faultline.v1
             * @classdesc Represents a DeviceCounters.
             * @constructor
             * @param {faultline.v1.DeviceCounters.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeviceCounters = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeviceCounters pageRequests.
             * @member {number} pageRequests
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.pageRequests = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters groups.
             * @member {number} groups
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.groups = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters delivered.
             * @member {number} delivered
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.delivered = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters responsesSuccess.
             * @member {number} responsesSuccess
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.responsesSuccess = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters responsesInvalid.
             * @member {number} responsesInvalid
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.responsesInvalid = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters responsesFailure.
             * @member {number} responsesFailure
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.responsesFailure = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters expired.
             * @member {number} expired
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.expired = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters revoked.
             * @member {number} revoked
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.revoked = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters rejected.
             * @member {number} rejected
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.rejected = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters refused.
             * @member {number} refused
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.refused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters events.
             * @member {number} events
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.events = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters eventsLost.
             * @member {number} eventsLost
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.eventsLost = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters dmaReadBytes.
             * @member {number} dmaReadBytes
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.dmaReadBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters dmaWrittenBytes.
             * @member {number} dmaWrittenBytes
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.dmaWrittenBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters dmaErrors.
             * @member {number} dmaErrors
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.dmaErrors = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters stalls.
             * @member {number} stalls
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.stalls = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters sharedFailures.
             * @member {number} sharedFailures
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.sharedFailures = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters rejectedFull.
             * @member {number} rejectedFull
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.rejectedFull = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters rejectedPaused.
             * @member {number} rejectedPaused
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.rejectedPaused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters slowWarnings.
             * @member {number} slowWarnings
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.slowWarnings = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters slowPauses.
             * @member {number} slowPauses
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.slowPauses = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceCounters slowRevocations.
             * @member {number} slowRevocations
             * @memberof faultline.v1.DeviceCounters
             * @instance
             */
            DeviceCounters.prototype.slowRevocations = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new DeviceCounters instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DeviceCounters
             * @static
             * @param {faultline.v1.DeviceCounters.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DeviceCounters} DeviceCounters instance
             * @type {{
             *   (properties: faultline.v1.DeviceCounters.$Shape): faultline.v1.DeviceCounters & faultline.v1.DeviceCounters.$Shape;
             *   (properties?: faultline.v1.DeviceCounters.$Properties): faultline.v1.DeviceCounters;
             * }}
             */
            DeviceCounters.create = function(properties) {
                return new DeviceCounters(properties);
            };

            /**
             * Encodes the specified DeviceCounters message. Does not implicitly {@link faultline.v1.DeviceCounters.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DeviceCounters
             * @static
             * @param {faultline.v1.DeviceCounters.$Properties} message DeviceCounters message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeviceCounters.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pageRequests != null && $Object.hasOwnProperty.call(message, "pageRequests") && (typeof message.pageRequests === "object" ? message.pageRequests.low || message.pageRequests.high : message.pageRequests !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.pageRequests);
                if (message.groups != null && $Object.hasOwnProperty.call(message, "groups") && (typeof message.groups === "object" ? message.groups.low || message.groups.high : message.groups !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.groups);
                if (message.delivered != null && $Object.hasOwnProperty.call(message, "delivered") && (typeof message.delivered === "object" ? message.delivered.low || message.delivered.high : message.delivered !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.delivered);
                if (message.responsesSuccess != null && $Object.hasOwnProperty.call(message, "responsesSuccess") && (typeof message.responsesSuccess === "object" ? message.responsesSuccess.low || message.responsesSuccess.high : message.responsesSuccess !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.responsesSuccess);
                if (message.responsesInvalid != null && $Object.hasOwnProperty.call(message, "responsesInvalid") && (typeof message.responsesInvalid === "object" ? message.responsesInvalid.low || message.responsesInvalid.high : message.responsesInvalid !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.responsesInvalid);
                if (message.responsesFailure != null && $Object.hasOwnProperty.call(message, "responsesFailure") && (typeof message.responsesFailure === "object" ? message.responsesFailure.low || message.responsesFailure.high : message.responsesFailure !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.responsesFailure);
                if (message.expired != null && $Object.hasOwnProperty.call(message, "expired") && (typeof message.expired === "object" ? message.expired.low || message.expired.high : message.expired !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.expired);
                if (message.revoked != null && $Object.hasOwnProperty.call(message, "revoked") && (typeof message.revoked === "object" ? message.revoked.low || message.revoked.high : message.revoked !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.revoked);
                if (message.rejected != null && $Object.hasOwnProperty.call(message, "rejected") && (typeof message.rejected === "object" ? message.rejected.low || message.rejected.high : message.rejected !== 0))
                    writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.rejected);
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && (typeof message.refused === "object" ? message.refused.low || message.refused.high : message.refused !== 0))
                    writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.refused);
                if (message.events != null && $Object.hasOwnProperty.call(message, "events") && (typeof message.events === "object" ? message.events.low || message.events.high : message.events !== 0))
                    writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.events);
                if (message.eventsLost != null && $Object.hasOwnProperty.call(message, "eventsLost") && (typeof message.eventsLost === "object" ? message.eventsLost.low || message.eventsLost.high : message.eventsLost !== 0))
                    writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.eventsLost);
                if (message.dmaReadBytes != null && $Object.hasOwnProperty.call(message, "dmaReadBytes") && (typeof message.dmaReadBytes === "object" ? message.dmaReadBytes.low || message.dmaReadBytes.high : message.dmaReadBytes !== 0))
                    writer.uint32(/* id 13, wireType 0 =*/104).uint64(message.dmaReadBytes);
                if (message.dmaWrittenBytes != null && $Object.hasOwnProperty.call(message, "dmaWrittenBytes") && (typeof message.dmaWrittenBytes === "object" ? message.dmaWrittenBytes.low || message.dmaWrittenBytes.high : message.dmaWrittenBytes !== 0))
                    writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.dmaWrittenBytes);
                if (message.dmaErrors != null && $Object.hasOwnProperty.call(message, "dmaErrors") && (typeof message.dmaErrors === "object" ? message.dmaErrors.low || message.dmaErrors.high : message.dmaErrors !== 0))
                    writer.uint32(/* id 15, wireType 0 =*/120).uint64(message.dmaErrors);
                if (message.stalls != null && $Object.hasOwnProperty.call(message, "stalls") && (typeof message.stalls === "object" ? message.stalls.low || message.stalls.high : message.stalls !== 0))
                    writer.uint32(/* id 16, wireType 0 =*/128).uint64(message.stalls);
                if (message.sharedFailures != null && $Object.hasOwnProperty.call(message, "sharedFailures") && (typeof message.sharedFailures === "object" ? message.sharedFailures.low || message.sharedFailures.high : message.sharedFailures !== 0))
                    writer.uint32(/* id 17, wireType 0 =*/136).uint64(message.sharedFailures);
                if (message.rejectedFull != null && $Object.hasOwnProperty.call(message, "rejectedFull") && (typeof message.rejectedFull === "object" ? message.rejectedFull.low || message.rejectedFull.high : message.rejectedFull !== 0))
                    writer.uint32(/* id 40, wireType 0 =*/320).uint64(message.rejectedFull);
                if (message.rejectedPaused != null && $Object.hasOwnProperty.call(message, "rejectedPaused") && (typeof message.rejectedPaused === "object" ? message.rejectedPaused.low || message.rejectedPaused.high : message.rejectedPaused !== 0))
                    writer.uint32(/* id 41, wireType 0 =*/328).uint64(message.rejectedPaused);
                if (message.slowWarnings != null && $Object.hasOwnProperty.call(message, "slowWarnings") && (typeof message.slowWarnings === "object" ? message.slowWarnings.low || message.slowWarnings.high : message.slowWarnings !== 0))
                    writer.uint32(/* id 42, wireType 0 =*/336).uint64(message.slowWarnings);
                if (message.slowPauses != null && $Object.hasOwnProperty.call(message, "slowPauses") && (typeof message.slowPauses === "object" ? message.slowPauses.low || message.slowPauses.high : message.slowPauses !== 0))
                    writer.uint32(/* id 43, wireType 0 =*/344).uint64(message.slowPauses);
                if (message.slowRevocations != null && $Object.hasOwnProperty.call(message, "slowRevocations") && (typeof message.slowRevocations === "object" ? message.slowRevocations.low || message.slowRevocations.high : message.slowRevocations !== 0))
                    writer.uint32(/* id 44, wireType 0 =*/352).uint64(message.slowRevocations);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeviceCounters message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DeviceCounters
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceCounters & faultline.v1.DeviceCounters.$Shape} DeviceCounters
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeviceCounters.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DeviceCounters();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.pageRequests = value;
                            else
                                delete message.pageRequests;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.groups = value;
                            else
                                delete message.groups;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.delivered = value;
                            else
                                delete message.delivered;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesSuccess = value;
                            else
                                delete message.responsesSuccess;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesInvalid = value;
                            else
                                delete message.responsesInvalid;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesFailure = value;
                            else
                                delete message.responsesFailure;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expired = value;
                            else
                                delete message.expired;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revoked = value;
                            else
                                delete message.revoked;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.rejected = value;
                            else
                                delete message.rejected;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.refused = value;
                            else
                                delete message.refused;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.events = value;
                            else
                                delete message.events;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.eventsLost = value;
                            else
                                delete message.eventsLost;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.dmaReadBytes = value;
                            else
                                delete message.dmaReadBytes;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.dmaWrittenBytes = value;
                            else
                                delete message.dmaWrittenBytes;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.dmaErrors = value;
                            else
                                delete message.dmaErrors;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.stalls = value;
                            else
                                delete message.stalls;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sharedFailures = value;
                            else
                                delete message.sharedFailures;
                            continue;
                        }
                    case 40: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.rejectedFull = value;
                            else
                                delete message.rejectedFull;
                            continue;
                        }
                    case 41: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.rejectedPaused = value;
                            else
                                delete message.rejectedPaused;
                            continue;
                        }
                    case 42: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.slowWarnings = value;
                            else
                                delete message.slowWarnings;
                            continue;
                        }
                    case 43: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.slowPauses = value;
                            else
                                delete message.slowPauses;
                            continue;
                        }
                    case 44: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.slowRevocations = value;
                            else
                                delete message.slowRevocations;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeviceCounters;
        })();

        v1.DeviceStatus = (function() {

            /**
             * Properties of a DeviceStatus.
             * @typedef {Object} faultline.v1.DeviceStatus.$Properties
             * @property {string|null} [name] DeviceStatus name
             * @property {faultline.v1.Bus|null} [bus] DeviceStatus bus
             * @property {number|null} [sourceId] DeviceStatus sourceId
             * @property {string|null} [iommu] DeviceStatus iommu
             * @property {faultline.v1.IommuKind|null} [iommuKind] DeviceStatus iommuKind
             * @property {string|null} [driver] DeviceStatus driver
             * @property {string|null} [guest] DeviceStatus guest
             * @property {string|null} [session] DeviceStatus session
             * @property {string|null} [pri] DeviceStatus pri
             * @property {number|null} [outstandingLimit] DeviceStatus outstandingLimit
             * @property {number|null} [outstanding] DeviceStatus outstanding
             * @property {number|null} [outbox] DeviceStatus outbox
             * @property {number|null} [pending] DeviceStatus pending
             * @property {number|null} [credit] DeviceStatus credit
             * @property {Array.<number>|null} [pasids] DeviceStatus pasids
             * @property {number|null} [responseDeadlineMs] DeviceStatus responseDeadlineMs
             * @property {faultline.v1.DeviceCounters.$Properties|null} [counters] DeviceStatus counters
             * @property {string|null} [physicalFunction] DeviceStatus physicalFunction
             * @property {boolean|null} [halted] DeviceStatus halted
             * @property {string|null} [driverOverride] DeviceStatus driverOverride
             * @property {string|null} [state] DeviceStatus state
             * @property {Array.<faultline.v1.QuarantinedPasid.$Properties>|null} [quarantined] DeviceStatus quarantined
             * @property {number|null} [oldestWaitingMs] DeviceStatus oldestWaitingMs
             * @property {number|null} [idleMs] DeviceStatus idleMs
             * @property {faultline.v1.IommuQueues.$Properties|null} [iommuQueues] DeviceStatus iommuQueues
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeviceStatus.
             * @memberof faultline.v1
             * @interface IDeviceStatus
             * @augments faultline.v1.DeviceStatus.$Properties
             * @deprecated Use faultline.v1.DeviceStatus.$Properties instead.
             */

            /**
             * Shape of a DeviceStatus.
             * @typedef {faultline.v1.DeviceStatus.$Properties} faultline.v1.DeviceStatus.$Shape
             */

            /**
             * Constructs a new DeviceStatus.
             * @memberof faultline.v1
             * @classdesc Represents a DeviceStatus.
             * @constructor
             * @param {faultline.v1.DeviceStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeviceStatus = function (properties) {
                this.pasids = [];
                this.quarantined = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeviceStatus name.
             * @member {string} name
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.name = "";

            /**
             * DeviceStatus bus.
             * @member {faultline.v1.Bus} bus
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.bus = 0;

            /**
             * DeviceStatus sourceId.
             * @member {number} sourceId
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.sourceId = 0;

            /**
             * DeviceStatus iommu.
             * @member {string} iommu
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.iommu = "";

            /**
             * DeviceStatus iommuKind.
             * @member {faultline.v1.IommuKind} iommuKind
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.iommuKind = 0;

            /**
             * DeviceStatus driver.
             * @member {string} driver
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.driver = "";

            /**
             * DeviceStatus guest.
             * @member {string} guest
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.guest = "";

            /**
             * DeviceStatus session.
             * @member {string} session
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.session = "";

            /**
             * DeviceStatus pri.
             * @member {string} pri
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.pri = "";

            /**
             * DeviceStatus outstandingLimit.
             * @member {number} outstandingLimit
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.outstandingLimit = 0;

            /**
             * DeviceStatus outstanding.
             * @member {number} outstanding
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.outstanding = 0;

            /**
             * DeviceStatus outbox.
             * @member {number} outbox
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.outbox = 0;

            /**
             * DeviceStatus pending.
             * @member {number} pending
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.pending = 0;

            /**
             * DeviceStatus credit.
             * @member {number} credit
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.credit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeviceStatus pasids.
             * @member {Array.<number>} pasids
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.pasids = $util.emptyArray;

            /**
             * DeviceStatus responseDeadlineMs.
             * @member {number} responseDeadlineMs
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.responseDeadlineMs = 0;

            /**
             * DeviceStatus counters.
             * @member {faultline.v1.DeviceCounters.$Properties|null|undefined} counters
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.counters = null;

            /**
             * DeviceStatus physicalFunction.
             * @member {string} physicalFunction
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.physicalFunction = "";

            /**
             * DeviceStatus halted.
             * @member {boolean} halted
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.halted = false;

            /**
             * DeviceStatus driverOverride.
             * @member {string} driverOverride
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.driverOverride = "";

            /**
             * DeviceStatus state.
             * @member {string} state
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.state = "";

            /**
             * DeviceStatus quarantined.
             * @member {Array.<faultline.v1.QuarantinedPasid.$Properties>} quarantined
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.quarantined = $util.emptyArray;

            /**
             * DeviceStatus oldestWaitingMs.
             * @member {number} oldestWaitingMs
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.oldestWaitingMs = 0;

            /**
             * DeviceStatus idleMs.
             * @member {number} idleMs
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.idleMs = 0;

            /**
             * DeviceStatus iommuQueues.
             * @member {faultline.v1.IommuQueues.$Properties|null|undefined} iommuQueues
             * @memberof faultline.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.iommuQueues = null;

            /**
             * Creates a new DeviceStatus instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DeviceStatus
             * @static
             * @param {faultline.v1.DeviceStatus.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DeviceStatus} DeviceStatus instance
             * @type {{
             *   (properties: faultline.v1.DeviceStatus.$Shape): faultline.v1.DeviceStatus & faultline.v1.DeviceStatus.$Shape;
             *   (properties?: faultline.v1.DeviceStatus.$Properties): faultline.v1.DeviceStatus;
             * }}
             */
            DeviceStatus.create = function(properties) {
                return new DeviceStatus(properties);
            };

            /**
             * Encodes the specified DeviceStatus message. Does not implicitly {@link faultline.v1.DeviceStatus.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DeviceStatus
             * @static
             * @param {faultline.v1.DeviceStatus.$Properties} message DeviceStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeviceStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.bus != null && $Object.hasOwnProperty.call(message, "bus") && message.bus !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.bus);
                if (message.sourceId != null && $Object.hasOwnProperty.call(message, "sourceId") && message.sourceId !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sourceId);
                if (message.iommu != null && $Object.hasOwnProperty.call(message, "iommu") && message.iommu !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.iommu);
                if (message.iommuKind != null && $Object.hasOwnProperty.call(message, "iommuKind") && message.iommuKind !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.iommuKind);
                if (message.driver != null && $Object.hasOwnProperty.call(message, "driver") && message.driver !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.driver);
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.guest);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.session);
                if (message.pri != null && $Object.hasOwnProperty.call(message, "pri") && message.pri !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.pri);
                if (message.outstandingLimit != null && $Object.hasOwnProperty.call(message, "outstandingLimit") && message.outstandingLimit !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.outstandingLimit);
                if (message.outstanding != null && $Object.hasOwnProperty.call(message, "outstanding") && message.outstanding !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.outstanding);
                if (message.outbox != null && $Object.hasOwnProperty.call(message, "outbox") && message.outbox !== 0)
                    writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.outbox);
                if (message.pending != null && $Object.hasOwnProperty.call(message, "pending") && message.pending !== 0)
                    writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.pending);
                if (message.credit != null && $Object.hasOwnProperty.call(message, "credit") && (typeof message.credit === "object" ? message.credit.low || message.credit.high : message.credit !== 0))
                    writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.credit);
                if (message.pasids != null && message.pasids.length)
                    writer.uint32(/* id 15, wireType 2 =*/122).uint32s(message.pasids);
                if (message.responseDeadlineMs != null && $Object.hasOwnProperty.call(message, "responseDeadlineMs") && message.responseDeadlineMs !== 0)
                    writer.uint32(/* id 16, wireType 0 =*/128).uint32(message.responseDeadlineMs);
                if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                    $root.faultline.v1.DeviceCounters.encode(message.counters, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                if (message.physicalFunction != null && $Object.hasOwnProperty.call(message, "physicalFunction") && message.physicalFunction !== "")
                    writer.uint32(/* id 18, wireType 2 =*/146).string(message.physicalFunction);
                if (message.halted != null && $Object.hasOwnProperty.call(message, "halted") && message.halted !== false)
                    writer.uint32(/* id 19, wireType 0 =*/152).bool(message.halted);
                if (message.driverOverride != null && $Object.hasOwnProperty.call(message, "driverOverride") && message.driverOverride !== "")
                    writer.uint32(/* id 20, wireType 2 =*/162).string(message.driverOverride);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 21, wireType 2 =*/170).string(message.state);
                if (message.quarantined != null && message.quarantined.length)
                    for (let i = 0; i < message.quarantined.length; ++i)
                        $root.faultline.v1.QuarantinedPasid.encode(message.quarantined[i], writer.uint32(/* id 22, wireType 2 =*/178).fork(), _depth + 1).ldelim();
                if (message.oldestWaitingMs != null && $Object.hasOwnProperty.call(message, "oldestWaitingMs") && message.oldestWaitingMs !== 0)
                    writer.uint32(/* id 40, wireType 0 =*/320).uint32(message.oldestWaitingMs);
                if (message.idleMs != null && $Object.hasOwnProperty.call(message, "idleMs") && message.idleMs !== 0)
                    writer.uint32(/* id 41, wireType 0 =*/328).uint32(message.idleMs);
                if (message.iommuQueues != null && $Object.hasOwnProperty.call(message, "iommuQueues"))
                    $root.faultline.v1.IommuQueues.encode(message.iommuQueues, writer.uint32(/* id 50, wireType 2 =*/402).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeviceStatus message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DeviceStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceStatus & faultline.v1.DeviceStatus.$Shape} DeviceStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeviceStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DeviceStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.bus = value;
                            else
                                delete message.bus;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sourceId = value;
                            else
                                delete message.sourceId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.iommu = value;
                            else
                                delete message.iommu;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.iommuKind = value;
                            else
                                delete message.iommuKind;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.driver = value;
                            else
                                delete message.driver;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.pri = value;
                            else
                                delete message.pri;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outstandingLimit = value;
                            else
                                delete message.outstandingLimit;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outstanding = value;
                            else
                                delete message.outstanding;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outbox = value;
                            else
                                delete message.outbox;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pending = value;
                            else
                                delete message.pending;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.credit = value;
                            else
                                delete message.credit;
                            continue;
                        }
                    case 15: {
                            if (wireType === 2) {
                                if (!(message.pasids && message.pasids.length))
                                    message.pasids = [];
                                reader.uint32s(message.pasids);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.pasids && message.pasids.length))
                                message.pasids = [];
                            message.pasids.push(reader.uint32());
                            continue;
                        }
                    case 16: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.responseDeadlineMs = value;
                            else
                                delete message.responseDeadlineMs;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            message.counters = $root.faultline.v1.DeviceCounters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.physicalFunction = value;
                            else
                                delete message.physicalFunction;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.halted = value;
                            else
                                delete message.halted;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.driverOverride = value;
                            else
                                delete message.driverOverride;
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 22: {
                            if (wireType !== 2)
                                break;
                            if (!(message.quarantined && message.quarantined.length))
                                message.quarantined = [];
                            message.quarantined.push($root.faultline.v1.QuarantinedPasid.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 40: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oldestWaitingMs = value;
                            else
                                delete message.oldestWaitingMs;
                            continue;
                        }
                    case 41: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.idleMs = value;
                            else
                                delete message.idleMs;
                            continue;
                        }
                    case 50: {
                            if (wireType !== 2)
                                break;
                            message.iommuQueues = $root.faultline.v1.IommuQueues.decode(reader, reader.size(), $undefined, _depth + 1, message.iommuQueues);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeviceStatus;
        })();

        v1.IommuQueues = (function() {

            /**
             * Properties of an IommuQueues.
             * @typedef {Object} faultline.v1.IommuQueues.$Properties
             * @property {number|null} [requestOverflows] IommuQueues requestOverflows
             * @property {number|null} [faultOverflows] IommuQueues faultOverflows
             * @property {number|null} [responsesDelayed] IommuQueues responsesDelayed
             * @property {number|null} [responsesLost] IommuQueues responsesLost
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IommuQueues.
             * @memberof faultline.v1
             * @interface IIommuQueues
             * @augments faultline.v1.IommuQueues.$Properties
             * @deprecated Use faultline.v1.IommuQueues.$Properties instead.
             */

            /**
             * Shape of an IommuQueues.
             * @typedef {faultline.v1.IommuQueues.$Properties} faultline.v1.IommuQueues.$Shape
             */

            /**
             * Constructs a new IommuQueues.
             * @memberof faultline.v1
             * @classdesc Represents an IommuQueues.
             * @constructor
             * @param {faultline.v1.IommuQueues.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IommuQueues = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IommuQueues requestOverflows.
             * @member {number} requestOverflows
             * @memberof faultline.v1.IommuQueues
             * @instance
             */
            IommuQueues.prototype.requestOverflows = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * IommuQueues faultOverflows.
             * @member {number} faultOverflows
             * @memberof faultline.v1.IommuQueues
             * @instance
             */
            IommuQueues.prototype.faultOverflows = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * IommuQueues responsesDelayed.
             * @member {number} responsesDelayed
             * @memberof faultline.v1.IommuQueues
             * @instance
             */
            IommuQueues.prototype.responsesDelayed = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * IommuQueues responsesLost.
             * @member {number} responsesLost
             * @memberof faultline.v1.IommuQueues
             * @instance
             */
            IommuQueues.prototype.responsesLost = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new IommuQueues instance using the specified properties.
             * @function create
             * @memberof faultline.v1.IommuQueues
             * @static
             * @param {faultline.v1.IommuQueues.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.IommuQueues} IommuQueues instance
             * @type {{
             *   (properties: faultline.v1.IommuQueues.$Shape): faultline.v1.IommuQueues & faultline.v1.IommuQueues.$Shape;
             *   (properties?: faultline.v1.IommuQueues.$Properties): faultline.v1.IommuQueues;
             * }}
             */
            IommuQueues.create = function(properties) {
                return new IommuQueues(properties);
            };

            /**
             * Encodes the specified IommuQueues message. Does not implicitly {@link faultline.v1.IommuQueues.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.IommuQueues
             * @static
             * @param {faultline.v1.IommuQueues.$Properties} message IommuQueues message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IommuQueues.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.requestOverflows != null && $Object.hasOwnProperty.call(message, "requestOverflows") && (typeof message.requestOverflows === "object" ? message.requestOverflows.low || message.requestOverflows.high : message.requestOverflows !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.requestOverflows);
                if (message.faultOverflows != null && $Object.hasOwnProperty.call(message, "faultOverflows") && (typeof message.faultOverflows === "object" ? message.faultOverflows.low || message.faultOverflows.high : message.faultOverflows !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.faultOverflows);
                if (message.responsesDelayed != null && $Object.hasOwnProperty.call(message, "responsesDelayed") && (typeof message.responsesDelayed === "object" ? message.responsesDelayed.low || message.responsesDelayed.high : message.responsesDelayed !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.responsesDelayed);
                if (message.responsesLost != null && $Object.hasOwnProperty.call(message, "responsesLost") && (typeof message.responsesLost === "object" ? message.responsesLost.low || message.responsesLost.high : message.responsesLost !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.responsesLost);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IommuQueues message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.IommuQueues
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.IommuQueues & faultline.v1.IommuQueues.$Shape} IommuQueues
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IommuQueues.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.IommuQueues();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.requestOverflows = value;
                            else
                                delete message.requestOverflows;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.faultOverflows = value;
                            else
                                delete message.faultOverflows;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesDelayed = value;
                            else
                                delete message.responsesDelayed;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesLost = value;
                            else
                                delete message.responsesLost;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return IommuQueues;
        })();

        v1.QuarantinedPasid = (function() {

            /**
             * Properties of a QuarantinedPasid.
             * @typedef {Object} faultline.v1.QuarantinedPasid.$Properties
             * @property {number|null} [pasid] QuarantinedPasid pasid
             * @property {number|null} [reason] QuarantinedPasid reason
             * @property {number|null} [hardwareReason] QuarantinedPasid hardwareReason
             * @property {number|null} [page] QuarantinedPasid page
             * @property {number|null} [faults] QuarantinedPasid faults
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a QuarantinedPasid.
             * @memberof faultline.v1
             * @interface IQuarantinedPasid
             * @augments faultline.v1.QuarantinedPasid.$Properties
             * @deprecated Use faultline.v1.QuarantinedPasid.$Properties instead.
             */

            /**
             * Shape of a QuarantinedPasid.
             * @typedef {faultline.v1.QuarantinedPasid.$Properties} faultline.v1.QuarantinedPasid.$Shape
             */

            /**
             * Constructs a new QuarantinedPasid.
             * @memberof faultline.v1
             * @classdesc Represents a QuarantinedPasid.
             * @constructor
             * @param {faultline.v1.QuarantinedPasid.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const QuarantinedPasid = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * QuarantinedPasid pasid.
             * @member {number} pasid
             * @memberof faultline.v1.QuarantinedPasid
             * @instance
             */
            QuarantinedPasid.prototype.pasid = 0;

            /**
             * QuarantinedPasid reason.
             * @member {number} reason
             * @memberof faultline.v1.QuarantinedPasid
             * @instance
             */
            QuarantinedPasid.prototype.reason = 0;

            /**
             * QuarantinedPasid hardwareReason.
             * @member {number} hardwareReason
             * @memberof faultline.v1.QuarantinedPasid
             * @instance
             */
            QuarantinedPasid.prototype.hardwareReason = 0;

            /**
             * QuarantinedPasid page.
             * @member {number} page
             * @memberof faultline.v1.QuarantinedPasid
             * @instance
             */
            QuarantinedPasid.prototype.page = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * QuarantinedPasid faults.
             * @member {number} faults
             * @memberof faultline.v1.QuarantinedPasid
             * @instance
             */
            QuarantinedPasid.prototype.faults = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new QuarantinedPasid instance using the specified properties.
             * @function create
             * @memberof faultline.v1.QuarantinedPasid
             * @static
             * @param {faultline.v1.QuarantinedPasid.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.QuarantinedPasid} QuarantinedPasid instance
             * @type {{
             *   (properties: faultline.v1.QuarantinedPasid.$Shape): faultline.v1.QuarantinedPasid & faultline.v1.QuarantinedPasid.$Shape;
             *   (properties?: faultline.v1.QuarantinedPasid.$Properties): faultline.v1.QuarantinedPasid;
             * }}
             */
            QuarantinedPasid.create = function(properties) {
                return new QuarantinedPasid(properties);
            };

            /**
             * Encodes the specified QuarantinedPasid message. Does not implicitly {@link faultline.v1.QuarantinedPasid.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.QuarantinedPasid
             * @static
             * @param {faultline.v1.QuarantinedPasid.$Properties} message QuarantinedPasid message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            QuarantinedPasid.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.pasid);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.reason);
                if (message.hardwareReason != null && $Object.hasOwnProperty.call(message, "hardwareReason") && message.hardwareReason !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.hardwareReason);
                if (message.page != null && $Object.hasOwnProperty.call(message, "page") && (typeof message.page === "object" ? message.page.low || message.page.high : message.page !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.page);
                if (message.faults != null && $Object.hasOwnProperty.call(message, "faults") && (typeof message.faults === "object" ? message.faults.low || message.faults.high : message.faults !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.faults);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a QuarantinedPasid message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.QuarantinedPasid
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.QuarantinedPasid & faultline.v1.QuarantinedPasid.$Shape} QuarantinedPasid
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            QuarantinedPasid.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.QuarantinedPasid();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hardwareReason = value;
                            else
                                delete message.hardwareReason;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.page = value;
                            else
                                delete message.page;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.faults = value;
                            else
                                delete message.faults;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return QuarantinedPasid;
        })();

        v1.GuestCounters = (function() {

            /**
             * Properties of a GuestCounters.
             * @typedef {Object} faultline.v1.GuestCounters.$Properties
             * @property {number|null} [maps] GuestCounters maps
             * @property {number|null} [unmaps] GuestCounters unmaps
             * @property {number|null} [evictions] GuestCounters evictions
             * @property {number|null} [writebacks] GuestCounters writebacks
             * @property {number|null} [bytesIn] GuestCounters bytesIn
             * @property {number|null} [bytesOut] GuestCounters bytesOut
             * @property {number|null} [refused] GuestCounters refused
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GuestCounters.
             * @memberof faultline.v1
             * @interface IGuestCounters
             * @augments faultline.v1.GuestCounters.$Properties
             * @deprecated Use faultline.v1.GuestCounters.$Properties instead.
             */

            /**
             * Shape of a GuestCounters.
             * @typedef {faultline.v1.GuestCounters.$Properties} faultline.v1.GuestCounters.$Shape
             */

            /**
             * Constructs a new GuestCounters.
             * @memberof faultline.v1
             * @classdesc Represents a GuestCounters.
             * @constructor
             * @param {faultline.v1.GuestCounters.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GuestCounters = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GuestCounters maps.
             * @member {number} maps
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.maps = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters unmaps.
             * @member {number} unmaps
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.unmaps = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters evictions.
             * @member {number} evictions
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.evictions = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters writebacks.
             * @member {number} writebacks
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.writebacks = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters bytesIn.
             * @member {number} bytesIn
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.bytesIn = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters bytesOut.
             * @member {number} bytesOut
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.bytesOut = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestCounters refused.
             * @member {number} refused
             * @memberof faultline.v1.GuestCounters
             * @instance
             */
            GuestCounters.prototype.refused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new GuestCounters instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GuestCounters
             * @static
             * @param {faultline.v1.GuestCounters.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GuestCounters} GuestCounters instance
             * @type {{
             *   (properties: faultline.v1.GuestCounters.$Shape): faultline.v1.GuestCounters & faultline.v1.GuestCounters.$Shape;
             *   (properties?: faultline.v1.GuestCounters.$Properties): faultline.v1.GuestCounters;
             * }}
             */
            GuestCounters.create = function(properties) {
                return new GuestCounters(properties);
            };

            /**
             * Encodes the specified GuestCounters message. Does not implicitly {@link faultline.v1.GuestCounters.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GuestCounters
             * @static
             * @param {faultline.v1.GuestCounters.$Properties} message GuestCounters message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GuestCounters.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maps != null && $Object.hasOwnProperty.call(message, "maps") && (typeof message.maps === "object" ? message.maps.low || message.maps.high : message.maps !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.maps);
                if (message.unmaps != null && $Object.hasOwnProperty.call(message, "unmaps") && (typeof message.unmaps === "object" ? message.unmaps.low || message.unmaps.high : message.unmaps !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.unmaps);
                if (message.evictions != null && $Object.hasOwnProperty.call(message, "evictions") && (typeof message.evictions === "object" ? message.evictions.low || message.evictions.high : message.evictions !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.evictions);
                if (message.writebacks != null && $Object.hasOwnProperty.call(message, "writebacks") && (typeof message.writebacks === "object" ? message.writebacks.low || message.writebacks.high : message.writebacks !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.writebacks);
                if (message.bytesIn != null && $Object.hasOwnProperty.call(message, "bytesIn") && (typeof message.bytesIn === "object" ? message.bytesIn.low || message.bytesIn.high : message.bytesIn !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.bytesIn);
                if (message.bytesOut != null && $Object.hasOwnProperty.call(message, "bytesOut") && (typeof message.bytesOut === "object" ? message.bytesOut.low || message.bytesOut.high : message.bytesOut !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.bytesOut);
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && (typeof message.refused === "object" ? message.refused.low || message.refused.high : message.refused !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.refused);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GuestCounters message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GuestCounters
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GuestCounters & faultline.v1.GuestCounters.$Shape} GuestCounters
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GuestCounters.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GuestCounters();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.maps = value;
                            else
                                delete message.maps;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.unmaps = value;
                            else
                                delete message.unmaps;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.evictions = value;
                            else
                                delete message.evictions;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.writebacks = value;
                            else
                                delete message.writebacks;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bytesIn = value;
                            else
                                delete message.bytesIn;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bytesOut = value;
                            else
                                delete message.bytesOut;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.refused = value;
                            else
                                delete message.refused;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GuestCounters;
        })();

        v1.GuestStatus = (function() {

            /**
             * Properties of a GuestStatus.
             * @typedef {Object} faultline.v1.GuestStatus.$Properties
             * @property {string|null} [name] GuestStatus name
             * @property {number|null} [frames] GuestStatus frames
             * @property {number|null} [mapped] GuestStatus mapped
             * @property {Array.<string>|null} [sessions] GuestStatus sessions
             * @property {Array.<string>|null} [devices] GuestStatus devices
             * @property {faultline.v1.GuestCounters.$Properties|null} [counters] GuestStatus counters
             * @property {number|null} [suspended] GuestStatus suspended
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GuestStatus.
             * @memberof faultline.v1
             * @interface IGuestStatus
             * @augments faultline.v1.GuestStatus.$Properties
             * @deprecated Use faultline.v1.GuestStatus.$Properties instead.
             */

            /**
             * Shape of a GuestStatus.
             * @typedef {faultline.v1.GuestStatus.$Properties} faultline.v1.GuestStatus.$Shape
             */

            /**
             * Constructs a new GuestStatus.
             * @memberof faultline.v1
             * @classdesc Represents a GuestStatus.
             * @constructor
             * @param {faultline.v1.GuestStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GuestStatus = function (properties) {
                this.sessions = [];
                this.devices = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GuestStatus name.
             * @member {string} name
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.name = "";

            /**
             * GuestStatus frames.
             * @member {number} frames
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.frames = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestStatus mapped.
             * @member {number} mapped
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.mapped = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * GuestStatus sessions.
             * @member {Array.<string>} sessions
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.sessions = $util.emptyArray;

            /**
             * GuestStatus devices.
             * @member {Array.<string>} devices
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.devices = $util.emptyArray;

            /**
             * GuestStatus counters.
             * @member {faultline.v1.GuestCounters.$Properties|null|undefined} counters
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.counters = null;

            /**
             * GuestStatus suspended.
             * @member {number} suspended
             * @memberof faultline.v1.GuestStatus
             * @instance
             */
            GuestStatus.prototype.suspended = 0;

            /**
             * Creates a new GuestStatus instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GuestStatus
             * @static
             * @param {faultline.v1.GuestStatus.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GuestStatus} GuestStatus instance
             * @type {{
             *   (properties: faultline.v1.GuestStatus.$Shape): faultline.v1.GuestStatus & faultline.v1.GuestStatus.$Shape;
             *   (properties?: faultline.v1.GuestStatus.$Properties): faultline.v1.GuestStatus;
             * }}
             */
            GuestStatus.create = function(properties) {
                return new GuestStatus(properties);
            };

            /**
             * Encodes the specified GuestStatus message. Does not implicitly {@link faultline.v1.GuestStatus.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GuestStatus
             * @static
             * @param {faultline.v1.GuestStatus.$Properties} message GuestStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GuestStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.frames != null && $Object.hasOwnProperty.call(message, "frames") && (typeof message.frames === "object" ? message.frames.low || message.frames.high : message.frames !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.frames);
                if (message.mapped != null && $Object.hasOwnProperty.call(message, "mapped") && (typeof message.mapped === "object" ? message.mapped.low || message.mapped.high : message.mapped !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.mapped);
                if (message.sessions != null && message.sessions.length)
                    for (let i = 0; i < message.sessions.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.sessions[i]);
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.devices[i]);
                if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                    $root.faultline.v1.GuestCounters.encode(message.counters, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.suspended != null && $Object.hasOwnProperty.call(message, "suspended") && message.suspended !== 0)
                    writer.uint32(/* id 20, wireType 0 =*/160).uint32(message.suspended);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GuestStatus message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GuestStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GuestStatus & faultline.v1.GuestStatus.$Shape} GuestStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GuestStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GuestStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.frames = value;
                            else
                                delete message.frames;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.mapped = value;
                            else
                                delete message.mapped;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sessions && message.sessions.length))
                                message.sessions = [];
                            message.sessions.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push(reader.stringVerify());
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.counters = $root.faultline.v1.GuestCounters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                            continue;
                        }
                    case 20: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.suspended = value;
                            else
                                delete message.suspended;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GuestStatus;
        })();

        v1.RefusalCount = (function() {

            /**
             * Properties of a RefusalCount.
             * @typedef {Object} faultline.v1.RefusalCount.$Properties
             * @property {faultline.v1.ErrorCode|null} [code] RefusalCount code
             * @property {number|null} [count] RefusalCount count
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusalCount.
             * @memberof faultline.v1
             * @interface IRefusalCount
             * @augments faultline.v1.RefusalCount.$Properties
             * @deprecated Use faultline.v1.RefusalCount.$Properties instead.
             */

            /**
             * Shape of a RefusalCount.
             * @typedef {faultline.v1.RefusalCount.$Properties} faultline.v1.RefusalCount.$Shape
             */

            /**
             * Constructs a new RefusalCount.
             * @memberof faultline.v1
             * @classdesc Represents a RefusalCount.
             * @constructor
             * @param {faultline.v1.RefusalCount.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusalCount = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusalCount code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.RefusalCount
             * @instance
             */
            RefusalCount.prototype.code = 0;

            /**
             * RefusalCount count.
             * @member {number} count
             * @memberof faultline.v1.RefusalCount
             * @instance
             */
            RefusalCount.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new RefusalCount instance using the specified properties.
             * @function create
             * @memberof faultline.v1.RefusalCount
             * @static
             * @param {faultline.v1.RefusalCount.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.RefusalCount} RefusalCount instance
             * @type {{
             *   (properties: faultline.v1.RefusalCount.$Shape): faultline.v1.RefusalCount & faultline.v1.RefusalCount.$Shape;
             *   (properties?: faultline.v1.RefusalCount.$Properties): faultline.v1.RefusalCount;
             * }}
             */
            RefusalCount.create = function(properties) {
                return new RefusalCount(properties);
            };

            /**
             * Encodes the specified RefusalCount message. Does not implicitly {@link faultline.v1.RefusalCount.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.RefusalCount
             * @static
             * @param {faultline.v1.RefusalCount.$Properties} message RefusalCount message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusalCount.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.code);
                if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.count);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusalCount message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.RefusalCount
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.RefusalCount & faultline.v1.RefusalCount.$Shape} RefusalCount
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusalCount.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.RefusalCount();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.count = value;
                            else
                                delete message.count;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusalCount;
        })();

        v1.HostStatus = (function() {

            /**
             * Properties of a HostStatus.
             * @typedef {Object} faultline.v1.HostStatus.$Properties
             * @property {number|null} [uptimeS] HostStatus uptimeS
             * @property {number|null} [sessions] HostStatus sessions
             * @property {number|null} [refused] HostStatus refused
             * @property {Array.<faultline.v1.RefusalCount.$Properties>|null} [refusals] HostStatus refusals
             * @property {number|null} [heapBytes] HostStatus heapBytes
             * @property {number|null} [externalBytes] HostStatus externalBytes
             * @property {number|null} [residentBytes] HostStatus residentBytes
             * @property {number|null} [openHandles] HostStatus openHandles
             * @property {number|null} [eventLoopP99Ms] HostStatus eventLoopP99Ms
             * @property {number|null} [pendingGroups] HostStatus pendingGroups
             * @property {number|null} [pendingGroupsBound] HostStatus pendingGroupsBound
             * @property {number|null} [requestsHeld] HostStatus requestsHeld
             * @property {number|null} [requestsBound] HostStatus requestsBound
             * @property {number|null} [workloads] HostStatus workloads
             * @property {number|null} [workloadsBound] HostStatus workloadsBound
             * @property {number|null} [waitingBytes] HostStatus waitingBytes
             * @property {number|null} [unmapsOutstanding] HostStatus unmapsOutstanding
             * @property {number|null} [heldTurns] HostStatus heldTurns
             * @property {number|null} [expiryTurns] HostStatus expiryTurns
             * @property {number|null} [expiryLateMs] HostStatus expiryLateMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HostStatus.
             * @memberof faultline.v1
             * @interface IHostStatus
             * @augments faultline.v1.HostStatus.$Properties
             * @deprecated Use faultline.v1.HostStatus.$Properties instead.
             */

            /**
             * Shape of a HostStatus.
             * @typedef {faultline.v1.HostStatus.$Properties} faultline.v1.HostStatus.$Shape
             */

            /**
             * Constructs a new HostStatus.
             * @memberof faultline.v1
             * @classdesc Represents a HostStatus.
             * @constructor
             * @param {faultline.v1.HostStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HostStatus = function (properties) {
                this.refusals = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HostStatus uptimeS.
             * @member {number} uptimeS
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.uptimeS = 0;

            /**
             * HostStatus sessions.
             * @member {number} sessions
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.sessions = 0;

            /**
             * HostStatus refused.
             * @member {number} refused
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.refused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus refusals.
             * @member {Array.<faultline.v1.RefusalCount.$Properties>} refusals
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.refusals = $util.emptyArray;

            /**
             * HostStatus heapBytes.
             * @member {number} heapBytes
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.heapBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus externalBytes.
             * @member {number} externalBytes
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.externalBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus residentBytes.
             * @member {number} residentBytes
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.residentBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus openHandles.
             * @member {number} openHandles
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.openHandles = 0;

            /**
             * HostStatus eventLoopP99Ms.
             * @member {number} eventLoopP99Ms
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.eventLoopP99Ms = 0;

            /**
             * HostStatus pendingGroups.
             * @member {number} pendingGroups
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.pendingGroups = 0;

            /**
             * HostStatus pendingGroupsBound.
             * @member {number} pendingGroupsBound
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.pendingGroupsBound = 0;

            /**
             * HostStatus requestsHeld.
             * @member {number} requestsHeld
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.requestsHeld = 0;

            /**
             * HostStatus requestsBound.
             * @member {number} requestsBound
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.requestsBound = 0;

            /**
             * HostStatus workloads.
             * @member {number} workloads
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.workloads = 0;

            /**
             * HostStatus workloadsBound.
             * @member {number} workloadsBound
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.workloadsBound = 0;

            /**
             * HostStatus waitingBytes.
             * @member {number} waitingBytes
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.waitingBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus unmapsOutstanding.
             * @member {number} unmapsOutstanding
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.unmapsOutstanding = 0;

            /**
             * HostStatus heldTurns.
             * @member {number} heldTurns
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.heldTurns = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus expiryTurns.
             * @member {number} expiryTurns
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.expiryTurns = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * HostStatus expiryLateMs.
             * @member {number} expiryLateMs
             * @memberof faultline.v1.HostStatus
             * @instance
             */
            HostStatus.prototype.expiryLateMs = 0;

            /**
             * Creates a new HostStatus instance using the specified properties.
             * @function create
             * @memberof faultline.v1.HostStatus
             * @static
             * @param {faultline.v1.HostStatus.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.HostStatus} HostStatus instance
             * @type {{
             *   (properties: faultline.v1.HostStatus.$Shape): faultline.v1.HostStatus & faultline.v1.HostStatus.$Shape;
             *   (properties?: faultline.v1.HostStatus.$Properties): faultline.v1.HostStatus;
             * }}
             */
            HostStatus.create = function(properties) {
                return new HostStatus(properties);
            };

            /**
             * Encodes the specified HostStatus message. Does not implicitly {@link faultline.v1.HostStatus.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.HostStatus
             * @static
             * @param {faultline.v1.HostStatus.$Properties} message HostStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HostStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.uptimeS != null && $Object.hasOwnProperty.call(message, "uptimeS") && !$Object.is(message.uptimeS, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.uptimeS);
                if (message.sessions != null && $Object.hasOwnProperty.call(message, "sessions") && message.sessions !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.sessions);
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && (typeof message.refused === "object" ? message.refused.low || message.refused.high : message.refused !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.refused);
                if (message.refusals != null && message.refusals.length)
                    for (let i = 0; i < message.refusals.length; ++i)
                        $root.faultline.v1.RefusalCount.encode(message.refusals[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.heapBytes != null && $Object.hasOwnProperty.call(message, "heapBytes") && (typeof message.heapBytes === "object" ? message.heapBytes.low || message.heapBytes.high : message.heapBytes !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.heapBytes);
                if (message.externalBytes != null && $Object.hasOwnProperty.call(message, "externalBytes") && (typeof message.externalBytes === "object" ? message.externalBytes.low || message.externalBytes.high : message.externalBytes !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.externalBytes);
                if (message.residentBytes != null && $Object.hasOwnProperty.call(message, "residentBytes") && (typeof message.residentBytes === "object" ? message.residentBytes.low || message.residentBytes.high : message.residentBytes !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.residentBytes);
                if (message.openHandles != null && $Object.hasOwnProperty.call(message, "openHandles") && message.openHandles !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.openHandles);
                if (message.eventLoopP99Ms != null && $Object.hasOwnProperty.call(message, "eventLoopP99Ms") && !$Object.is(message.eventLoopP99Ms, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.eventLoopP99Ms);
                if (message.pendingGroups != null && $Object.hasOwnProperty.call(message, "pendingGroups") && message.pendingGroups !== 0)
                    writer.uint32(/* id 40, wireType 0 =*/320).uint32(message.pendingGroups);
                if (message.pendingGroupsBound != null && $Object.hasOwnProperty.call(message, "pendingGroupsBound") && message.pendingGroupsBound !== 0)
                    writer.uint32(/* id 41, wireType 0 =*/328).uint32(message.pendingGroupsBound);
                if (message.requestsHeld != null && $Object.hasOwnProperty.call(message, "requestsHeld") && message.requestsHeld !== 0)
                    writer.uint32(/* id 42, wireType 0 =*/336).uint32(message.requestsHeld);
                if (message.requestsBound != null && $Object.hasOwnProperty.call(message, "requestsBound") && message.requestsBound !== 0)
                    writer.uint32(/* id 43, wireType 0 =*/344).uint32(message.requestsBound);
                if (message.workloads != null && $Object.hasOwnProperty.call(message, "workloads") && message.workloads !== 0)
                    writer.uint32(/* id 44, wireType 0 =*/352).uint32(message.workloads);
                if (message.workloadsBound != null && $Object.hasOwnProperty.call(message, "workloadsBound") && message.workloadsBound !== 0)
                    writer.uint32(/* id 45, wireType 0 =*/360).uint32(message.workloadsBound);
                if (message.waitingBytes != null && $Object.hasOwnProperty.call(message, "waitingBytes") && (typeof message.waitingBytes === "object" ? message.waitingBytes.low || message.waitingBytes.high : message.waitingBytes !== 0))
                    writer.uint32(/* id 46, wireType 0 =*/368).uint64(message.waitingBytes);
                if (message.unmapsOutstanding != null && $Object.hasOwnProperty.call(message, "unmapsOutstanding") && message.unmapsOutstanding !== 0)
                    writer.uint32(/* id 47, wireType 0 =*/376).uint32(message.unmapsOutstanding);
                if (message.heldTurns != null && $Object.hasOwnProperty.call(message, "heldTurns") && (typeof message.heldTurns === "object" ? message.heldTurns.low || message.heldTurns.high : message.heldTurns !== 0))
                    writer.uint32(/* id 48, wireType 0 =*/384).uint64(message.heldTurns);
                if (message.expiryTurns != null && $Object.hasOwnProperty.call(message, "expiryTurns") && (typeof message.expiryTurns === "object" ? message.expiryTurns.low || message.expiryTurns.high : message.expiryTurns !== 0))
                    writer.uint32(/* id 49, wireType 0 =*/392).uint64(message.expiryTurns);
                if (message.expiryLateMs != null && $Object.hasOwnProperty.call(message, "expiryLateMs") && message.expiryLateMs !== 0)
                    writer.uint32(/* id 50, wireType 0 =*/400).uint32(message.expiryLateMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HostStatus message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.HostStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.HostStatus & faultline.v1.HostStatus.$Shape} HostStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HostStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.HostStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.uptimeS = value;
                            else
                                delete message.uptimeS;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sessions = value;
                            else
                                delete message.sessions;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.refused = value;
                            else
                                delete message.refused;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refusals && message.refusals.length))
                                message.refusals = [];
                            message.refusals.push($root.faultline.v1.RefusalCount.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.heapBytes = value;
                            else
                                delete message.heapBytes;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.externalBytes = value;
                            else
                                delete message.externalBytes;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.residentBytes = value;
                            else
                                delete message.residentBytes;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.openHandles = value;
                            else
                                delete message.openHandles;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.eventLoopP99Ms = value;
                            else
                                delete message.eventLoopP99Ms;
                            continue;
                        }
                    case 40: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pendingGroups = value;
                            else
                                delete message.pendingGroups;
                            continue;
                        }
                    case 41: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pendingGroupsBound = value;
                            else
                                delete message.pendingGroupsBound;
                            continue;
                        }
                    case 42: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.requestsHeld = value;
                            else
                                delete message.requestsHeld;
                            continue;
                        }
                    case 43: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.requestsBound = value;
                            else
                                delete message.requestsBound;
                            continue;
                        }
                    case 44: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.workloads = value;
                            else
                                delete message.workloads;
                            continue;
                        }
                    case 45: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.workloadsBound = value;
                            else
                                delete message.workloadsBound;
                            continue;
                        }
                    case 46: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.waitingBytes = value;
                            else
                                delete message.waitingBytes;
                            continue;
                        }
                    case 47: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unmapsOutstanding = value;
                            else
                                delete message.unmapsOutstanding;
                            continue;
                        }
                    case 48: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.heldTurns = value;
                            else
                                delete message.heldTurns;
                            continue;
                        }
                    case 49: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiryTurns = value;
                            else
                                delete message.expiryTurns;
                            continue;
                        }
                    case 50: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.expiryLateMs = value;
                            else
                                delete message.expiryLateMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HostStatus;
        })();

        v1.ListDevicesRequest = (function() {

            /**
             * Properties of a ListDevicesRequest.
             * @typedef {Object} faultline.v1.ListDevicesRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListDevicesRequest.
             * @memberof faultline.v1
             * @interface IListDevicesRequest
             * @augments faultline.v1.ListDevicesRequest.$Properties
             * @deprecated Use faultline.v1.ListDevicesRequest.$Properties instead.
             */

            /**
             * Shape of a ListDevicesRequest.
             * @typedef {faultline.v1.ListDevicesRequest.$Properties} faultline.v1.ListDevicesRequest.$Shape
             */

            /**
             * Constructs a new ListDevicesRequest.
             * @memberof faultline.v1
             * @classdesc Represents a ListDevicesRequest.
             * @constructor
             * @param {faultline.v1.ListDevicesRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListDevicesRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListDevicesRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ListDevicesRequest
             * @static
             * @param {faultline.v1.ListDevicesRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ListDevicesRequest} ListDevicesRequest instance
             * @type {{
             *   (properties: faultline.v1.ListDevicesRequest.$Shape): faultline.v1.ListDevicesRequest & faultline.v1.ListDevicesRequest.$Shape;
             *   (properties?: faultline.v1.ListDevicesRequest.$Properties): faultline.v1.ListDevicesRequest;
             * }}
             */
            ListDevicesRequest.create = function(properties) {
                return new ListDevicesRequest(properties);
            };

            /**
             * Encodes the specified ListDevicesRequest message. Does not implicitly {@link faultline.v1.ListDevicesRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ListDevicesRequest
             * @static
             * @param {faultline.v1.ListDevicesRequest.$Properties} message ListDevicesRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListDevicesRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListDevicesRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ListDevicesRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ListDevicesRequest & faultline.v1.ListDevicesRequest.$Shape} ListDevicesRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListDevicesRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ListDevicesRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListDevicesRequest;
        })();

        v1.ListDevicesResponse = (function() {

            /**
             * Properties of a ListDevicesResponse.
             * @typedef {Object} faultline.v1.ListDevicesResponse.$Properties
             * @property {Array.<faultline.v1.DeviceStatus.$Properties>|null} [devices] ListDevicesResponse devices
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListDevicesResponse.
             * @memberof faultline.v1
             * @interface IListDevicesResponse
             * @augments faultline.v1.ListDevicesResponse.$Properties
             * @deprecated Use faultline.v1.ListDevicesResponse.$Properties instead.
             */

            /**
             * Shape of a ListDevicesResponse.
             * @typedef {faultline.v1.ListDevicesResponse.$Properties} faultline.v1.ListDevicesResponse.$Shape
             */

            /**
             * Constructs a new ListDevicesResponse.
             * @memberof faultline.v1
             * @classdesc Represents a ListDevicesResponse.
             * @constructor
             * @param {faultline.v1.ListDevicesResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListDevicesResponse = function (properties) {
                this.devices = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ListDevicesResponse devices.
             * @member {Array.<faultline.v1.DeviceStatus.$Properties>} devices
             * @memberof faultline.v1.ListDevicesResponse
             * @instance
             */
            ListDevicesResponse.prototype.devices = $util.emptyArray;

            /**
             * Creates a new ListDevicesResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ListDevicesResponse
             * @static
             * @param {faultline.v1.ListDevicesResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ListDevicesResponse} ListDevicesResponse instance
             * @type {{
             *   (properties: faultline.v1.ListDevicesResponse.$Shape): faultline.v1.ListDevicesResponse & faultline.v1.ListDevicesResponse.$Shape;
             *   (properties?: faultline.v1.ListDevicesResponse.$Properties): faultline.v1.ListDevicesResponse;
             * }}
             */
            ListDevicesResponse.create = function(properties) {
                return new ListDevicesResponse(properties);
            };

            /**
             * Encodes the specified ListDevicesResponse message. Does not implicitly {@link faultline.v1.ListDevicesResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ListDevicesResponse
             * @static
             * @param {faultline.v1.ListDevicesResponse.$Properties} message ListDevicesResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListDevicesResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        $root.faultline.v1.DeviceStatus.encode(message.devices[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListDevicesResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ListDevicesResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ListDevicesResponse & faultline.v1.ListDevicesResponse.$Shape} ListDevicesResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListDevicesResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ListDevicesResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push($root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListDevicesResponse;
        })();

        v1.GetDeviceRequest = (function() {

            /**
             * Properties of a GetDeviceRequest.
             * @typedef {Object} faultline.v1.GetDeviceRequest.$Properties
             * @property {string|null} [name] GetDeviceRequest name
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetDeviceRequest.
             * @memberof faultline.v1
             * @interface IGetDeviceRequest
             * @augments faultline.v1.GetDeviceRequest.$Properties
             * @deprecated Use faultline.v1.GetDeviceRequest.$Properties instead.
             */

            /**
             * Shape of a GetDeviceRequest.
             * @typedef {faultline.v1.GetDeviceRequest.$Properties} faultline.v1.GetDeviceRequest.$Shape
             */

            /**
             * Constructs a new GetDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents a GetDeviceRequest.
             * @constructor
             * @param {faultline.v1.GetDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GetDeviceRequest name.
             * @member {string} name
             * @memberof faultline.v1.GetDeviceRequest
             * @instance
             */
            GetDeviceRequest.prototype.name = "";

            /**
             * Creates a new GetDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GetDeviceRequest
             * @static
             * @param {faultline.v1.GetDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GetDeviceRequest} GetDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.GetDeviceRequest.$Shape): faultline.v1.GetDeviceRequest & faultline.v1.GetDeviceRequest.$Shape;
             *   (properties?: faultline.v1.GetDeviceRequest.$Properties): faultline.v1.GetDeviceRequest;
             * }}
             */
            GetDeviceRequest.create = function(properties) {
                return new GetDeviceRequest(properties);
            };

            /**
             * Encodes the specified GetDeviceRequest message. Does not implicitly {@link faultline.v1.GetDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GetDeviceRequest
             * @static
             * @param {faultline.v1.GetDeviceRequest.$Properties} message GetDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GetDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GetDeviceRequest & faultline.v1.GetDeviceRequest.$Shape} GetDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GetDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetDeviceRequest;
        })();

        v1.GetDeviceResponse = (function() {

            /**
             * Properties of a GetDeviceResponse.
             * @typedef {Object} faultline.v1.GetDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] GetDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetDeviceResponse.
             * @memberof faultline.v1
             * @interface IGetDeviceResponse
             * @augments faultline.v1.GetDeviceResponse.$Properties
             * @deprecated Use faultline.v1.GetDeviceResponse.$Properties instead.
             */

            /**
             * Shape of a GetDeviceResponse.
             * @typedef {faultline.v1.GetDeviceResponse.$Properties} faultline.v1.GetDeviceResponse.$Shape
             */

            /**
             * Constructs a new GetDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents a GetDeviceResponse.
             * @constructor
             * @param {faultline.v1.GetDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GetDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.GetDeviceResponse
             * @instance
             */
            GetDeviceResponse.prototype.device = null;

            /**
             * Creates a new GetDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GetDeviceResponse
             * @static
             * @param {faultline.v1.GetDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GetDeviceResponse} GetDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.GetDeviceResponse.$Shape): faultline.v1.GetDeviceResponse & faultline.v1.GetDeviceResponse.$Shape;
             *   (properties?: faultline.v1.GetDeviceResponse.$Properties): faultline.v1.GetDeviceResponse;
             * }}
             */
            GetDeviceResponse.create = function(properties) {
                return new GetDeviceResponse(properties);
            };

            /**
             * Encodes the specified GetDeviceResponse message. Does not implicitly {@link faultline.v1.GetDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GetDeviceResponse
             * @static
             * @param {faultline.v1.GetDeviceResponse.$Properties} message GetDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GetDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GetDeviceResponse & faultline.v1.GetDeviceResponse.$Shape} GetDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GetDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetDeviceResponse;
        })();

        v1.ListGuestsRequest = (function() {

            /**
             * Properties of a ListGuestsRequest.
             * @typedef {Object} faultline.v1.ListGuestsRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListGuestsRequest.
             * @memberof faultline.v1
             * @interface IListGuestsRequest
             * @augments faultline.v1.ListGuestsRequest.$Properties
             * @deprecated Use faultline.v1.ListGuestsRequest.$Properties instead.
             */

            /**
             * Shape of a ListGuestsRequest.
             * @typedef {faultline.v1.ListGuestsRequest.$Properties} faultline.v1.ListGuestsRequest.$Shape
             */

            /**
             * Constructs a new ListGuestsRequest.
             * @memberof faultline.v1
             * @classdesc Represents a ListGuestsRequest.
             * @constructor
             * @param {faultline.v1.ListGuestsRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListGuestsRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new ListGuestsRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ListGuestsRequest
             * @static
             * @param {faultline.v1.ListGuestsRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ListGuestsRequest} ListGuestsRequest instance
             * @type {{
             *   (properties: faultline.v1.ListGuestsRequest.$Shape): faultline.v1.ListGuestsRequest & faultline.v1.ListGuestsRequest.$Shape;
             *   (properties?: faultline.v1.ListGuestsRequest.$Properties): faultline.v1.ListGuestsRequest;
             * }}
             */
            ListGuestsRequest.create = function(properties) {
                return new ListGuestsRequest(properties);
            };

            /**
             * Encodes the specified ListGuestsRequest message. Does not implicitly {@link faultline.v1.ListGuestsRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ListGuestsRequest
             * @static
             * @param {faultline.v1.ListGuestsRequest.$Properties} message ListGuestsRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListGuestsRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListGuestsRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ListGuestsRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ListGuestsRequest & faultline.v1.ListGuestsRequest.$Shape} ListGuestsRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListGuestsRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ListGuestsRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListGuestsRequest;
        })();

        v1.ListGuestsResponse = (function() {

            /**
             * Properties of a ListGuestsResponse.
             * @typedef {Object} faultline.v1.ListGuestsResponse.$Properties
             * @property {Array.<faultline.v1.GuestStatus.$Properties>|null} [guests] ListGuestsResponse guests
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ListGuestsResponse.
             * @memberof faultline.v1
             * @interface IListGuestsResponse
             * @augments faultline.v1.ListGuestsResponse.$Properties
             * @deprecated Use faultline.v1.ListGuestsResponse.$Properties instead.
             */

            /**
             * Shape of a ListGuestsResponse.
             * @typedef {faultline.v1.ListGuestsResponse.$Properties} faultline.v1.ListGuestsResponse.$Shape
             */

            /**
             * Constructs a new ListGuestsResponse.
             * @memberof faultline.v1
             * @classdesc Represents a ListGuestsResponse.
             * @constructor
             * @param {faultline.v1.ListGuestsResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ListGuestsResponse = function (properties) {
                this.guests = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ListGuestsResponse guests.
             * @member {Array.<faultline.v1.GuestStatus.$Properties>} guests
             * @memberof faultline.v1.ListGuestsResponse
             * @instance
             */
            ListGuestsResponse.prototype.guests = $util.emptyArray;

            /**
             * Creates a new ListGuestsResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ListGuestsResponse
             * @static
             * @param {faultline.v1.ListGuestsResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ListGuestsResponse} ListGuestsResponse instance
             * @type {{
             *   (properties: faultline.v1.ListGuestsResponse.$Shape): faultline.v1.ListGuestsResponse & faultline.v1.ListGuestsResponse.$Shape;
             *   (properties?: faultline.v1.ListGuestsResponse.$Properties): faultline.v1.ListGuestsResponse;
             * }}
             */
            ListGuestsResponse.create = function(properties) {
                return new ListGuestsResponse(properties);
            };

            /**
             * Encodes the specified ListGuestsResponse message. Does not implicitly {@link faultline.v1.ListGuestsResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ListGuestsResponse
             * @static
             * @param {faultline.v1.ListGuestsResponse.$Properties} message ListGuestsResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ListGuestsResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.guests != null && message.guests.length)
                    for (let i = 0; i < message.guests.length; ++i)
                        $root.faultline.v1.GuestStatus.encode(message.guests[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ListGuestsResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ListGuestsResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ListGuestsResponse & faultline.v1.ListGuestsResponse.$Shape} ListGuestsResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ListGuestsResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ListGuestsResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.guests && message.guests.length))
                                message.guests = [];
                            message.guests.push($root.faultline.v1.GuestStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ListGuestsResponse;
        })();

        v1.GetHostRequest = (function() {

            /**
             * Properties of a GetHostRequest.
             * @typedef {Object} faultline.v1.GetHostRequest.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetHostRequest.
             * @memberof faultline.v1
             * @interface IGetHostRequest
             * @augments faultline.v1.GetHostRequest.$Properties
             * @deprecated Use faultline.v1.GetHostRequest.$Properties instead.
             */

            /**
             * Shape of a GetHostRequest.
             * @typedef {faultline.v1.GetHostRequest.$Properties} faultline.v1.GetHostRequest.$Shape
             */

            /**
             * Constructs a new GetHostRequest.
             * @memberof faultline.v1
             * @classdesc Represents a GetHostRequest.
             * @constructor
             * @param {faultline.v1.GetHostRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetHostRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new GetHostRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GetHostRequest
             * @static
             * @param {faultline.v1.GetHostRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GetHostRequest} GetHostRequest instance
             * @type {{
             *   (properties: faultline.v1.GetHostRequest.$Shape): faultline.v1.GetHostRequest & faultline.v1.GetHostRequest.$Shape;
             *   (properties?: faultline.v1.GetHostRequest.$Properties): faultline.v1.GetHostRequest;
             * }}
             */
            GetHostRequest.create = function(properties) {
                return new GetHostRequest(properties);
            };

            /**
             * Encodes the specified GetHostRequest message. Does not implicitly {@link faultline.v1.GetHostRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GetHostRequest
             * @static
             * @param {faultline.v1.GetHostRequest.$Properties} message GetHostRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetHostRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetHostRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GetHostRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GetHostRequest & faultline.v1.GetHostRequest.$Shape} GetHostRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetHostRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GetHostRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetHostRequest;
        })();

        v1.GetHostResponse = (function() {

            /**
             * Properties of a GetHostResponse.
             * @typedef {Object} faultline.v1.GetHostResponse.$Properties
             * @property {faultline.v1.HostStatus.$Properties|null} [host] GetHostResponse host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GetHostResponse.
             * @memberof faultline.v1
             * @interface IGetHostResponse
             * @augments faultline.v1.GetHostResponse.$Properties
             * @deprecated Use faultline.v1.GetHostResponse.$Properties instead.
             */

            /**
             * Shape of a GetHostResponse.
             * @typedef {faultline.v1.GetHostResponse.$Properties} faultline.v1.GetHostResponse.$Shape
             */

            /**
             * Constructs a new GetHostResponse.
             * @memberof faultline.v1
             * @classdesc Represents a GetHostResponse.
             * @constructor
             * @param {faultline.v1.GetHostResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GetHostResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GetHostResponse host.
             * @member {faultline.v1.HostStatus.$Properties|null|undefined} host
             * @memberof faultline.v1.GetHostResponse
             * @instance
             */
            GetHostResponse.prototype.host = null;

            /**
             * Creates a new GetHostResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.GetHostResponse
             * @static
             * @param {faultline.v1.GetHostResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.GetHostResponse} GetHostResponse instance
             * @type {{
             *   (properties: faultline.v1.GetHostResponse.$Shape): faultline.v1.GetHostResponse & faultline.v1.GetHostResponse.$Shape;
             *   (properties?: faultline.v1.GetHostResponse.$Properties): faultline.v1.GetHostResponse;
             * }}
             */
            GetHostResponse.create = function(properties) {
                return new GetHostResponse(properties);
            };

            /**
             * Encodes the specified GetHostResponse message. Does not implicitly {@link faultline.v1.GetHostResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.GetHostResponse
             * @static
             * @param {faultline.v1.GetHostResponse.$Properties} message GetHostResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GetHostResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                    $root.faultline.v1.HostStatus.encode(message.host, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GetHostResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.GetHostResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.GetHostResponse & faultline.v1.GetHostResponse.$Shape} GetHostResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GetHostResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.GetHostResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.host = $root.faultline.v1.HostStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.host);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return GetHostResponse;
        })();

        v1.AssignDeviceRequest = (function() {

            /**
             * Properties of an AssignDeviceRequest.
             * @typedef {Object} faultline.v1.AssignDeviceRequest.$Properties
             * @property {string|null} [device] AssignDeviceRequest device
             * @property {string|null} [guest] AssignDeviceRequest guest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AssignDeviceRequest.
             * @memberof faultline.v1
             * @interface IAssignDeviceRequest
             * @augments faultline.v1.AssignDeviceRequest.$Properties
             * @deprecated Use faultline.v1.AssignDeviceRequest.$Properties instead.
             */

            /**
             * Shape of an AssignDeviceRequest.
             * @typedef {faultline.v1.AssignDeviceRequest.$Properties} faultline.v1.AssignDeviceRequest.$Shape
             */

            /**
             * Constructs a new AssignDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents an AssignDeviceRequest.
             * @constructor
             * @param {faultline.v1.AssignDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AssignDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AssignDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.AssignDeviceRequest
             * @instance
             */
            AssignDeviceRequest.prototype.device = "";

            /**
             * AssignDeviceRequest guest.
             * @member {string} guest
             * @memberof faultline.v1.AssignDeviceRequest
             * @instance
             */
            AssignDeviceRequest.prototype.guest = "";

            /**
             * Creates a new AssignDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.AssignDeviceRequest
             * @static
             * @param {faultline.v1.AssignDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.AssignDeviceRequest} AssignDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.AssignDeviceRequest.$Shape): faultline.v1.AssignDeviceRequest & faultline.v1.AssignDeviceRequest.$Shape;
             *   (properties?: faultline.v1.AssignDeviceRequest.$Properties): faultline.v1.AssignDeviceRequest;
             * }}
             */
            AssignDeviceRequest.create = function(properties) {
                return new AssignDeviceRequest(properties);
            };

            /**
             * Encodes the specified AssignDeviceRequest message. Does not implicitly {@link faultline.v1.AssignDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.AssignDeviceRequest
             * @static
             * @param {faultline.v1.AssignDeviceRequest.$Properties} message AssignDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AssignDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.guest);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AssignDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.AssignDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.AssignDeviceRequest & faultline.v1.AssignDeviceRequest.$Shape} AssignDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AssignDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.AssignDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AssignDeviceRequest;
        })();

        v1.AssignDeviceResponse = (function() {

            /**
             * Properties of an AssignDeviceResponse.
             * @typedef {Object} faultline.v1.AssignDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] AssignDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AssignDeviceResponse.
             * @memberof faultline.v1
             * @interface IAssignDeviceResponse
             * @augments faultline.v1.AssignDeviceResponse.$Properties
             * @deprecated Use faultline.v1.AssignDeviceResponse.$Properties instead.
             */

            /**
             * Shape of an AssignDeviceResponse.
             * @typedef {faultline.v1.AssignDeviceResponse.$Properties} faultline.v1.AssignDeviceResponse.$Shape
             */

            /**
             * Constructs a new AssignDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents an AssignDeviceResponse.
             * @constructor
             * @param {faultline.v1.AssignDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AssignDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AssignDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.AssignDeviceResponse
             * @instance
             */
            AssignDeviceResponse.prototype.device = null;

            /**
             * Creates a new AssignDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.AssignDeviceResponse
             * @static
             * @param {faultline.v1.AssignDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.AssignDeviceResponse} AssignDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.AssignDeviceResponse.$Shape): faultline.v1.AssignDeviceResponse & faultline.v1.AssignDeviceResponse.$Shape;
             *   (properties?: faultline.v1.AssignDeviceResponse.$Properties): faultline.v1.AssignDeviceResponse;
             * }}
             */
            AssignDeviceResponse.create = function(properties) {
                return new AssignDeviceResponse(properties);
            };

            /**
             * Encodes the specified AssignDeviceResponse message. Does not implicitly {@link faultline.v1.AssignDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.AssignDeviceResponse
             * @static
             * @param {faultline.v1.AssignDeviceResponse.$Properties} message AssignDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AssignDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AssignDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.AssignDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.AssignDeviceResponse & faultline.v1.AssignDeviceResponse.$Shape} AssignDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AssignDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.AssignDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AssignDeviceResponse;
        })();

        v1.UnassignDeviceRequest = (function() {

            /**
             * Properties of an UnassignDeviceRequest.
             * @typedef {Object} faultline.v1.UnassignDeviceRequest.$Properties
             * @property {string|null} [device] UnassignDeviceRequest device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnassignDeviceRequest.
             * @memberof faultline.v1
             * @interface IUnassignDeviceRequest
             * @augments faultline.v1.UnassignDeviceRequest.$Properties
             * @deprecated Use faultline.v1.UnassignDeviceRequest.$Properties instead.
             */

            /**
             * Shape of an UnassignDeviceRequest.
             * @typedef {faultline.v1.UnassignDeviceRequest.$Properties} faultline.v1.UnassignDeviceRequest.$Shape
             */

            /**
             * Constructs a new UnassignDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents an UnassignDeviceRequest.
             * @constructor
             * @param {faultline.v1.UnassignDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnassignDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnassignDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.UnassignDeviceRequest
             * @instance
             */
            UnassignDeviceRequest.prototype.device = "";

            /**
             * Creates a new UnassignDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnassignDeviceRequest
             * @static
             * @param {faultline.v1.UnassignDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnassignDeviceRequest} UnassignDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.UnassignDeviceRequest.$Shape): faultline.v1.UnassignDeviceRequest & faultline.v1.UnassignDeviceRequest.$Shape;
             *   (properties?: faultline.v1.UnassignDeviceRequest.$Properties): faultline.v1.UnassignDeviceRequest;
             * }}
             */
            UnassignDeviceRequest.create = function(properties) {
                return new UnassignDeviceRequest(properties);
            };

            /**
             * Encodes the specified UnassignDeviceRequest message. Does not implicitly {@link faultline.v1.UnassignDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnassignDeviceRequest
             * @static
             * @param {faultline.v1.UnassignDeviceRequest.$Properties} message UnassignDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnassignDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnassignDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnassignDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnassignDeviceRequest & faultline.v1.UnassignDeviceRequest.$Shape} UnassignDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnassignDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnassignDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnassignDeviceRequest;
        })();

        v1.UnassignDeviceResponse = (function() {

            /**
             * Properties of an UnassignDeviceResponse.
             * @typedef {Object} faultline.v1.UnassignDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] UnassignDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnassignDeviceResponse.
             * @memberof faultline.v1
             * @interface IUnassignDeviceResponse
             * @augments faultline.v1.UnassignDeviceResponse.$Properties
             * @deprecated Use faultline.v1.UnassignDeviceResponse.$Properties instead.
             */

            /**
             * Shape of an UnassignDeviceResponse.
             * @typedef {faultline.v1.UnassignDeviceResponse.$Properties} faultline.v1.UnassignDeviceResponse.$Shape
             */

            /**
             * Constructs a new UnassignDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents an UnassignDeviceResponse.
             * @constructor
             * @param {faultline.v1.UnassignDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnassignDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnassignDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.UnassignDeviceResponse
             * @instance
             */
            UnassignDeviceResponse.prototype.device = null;

            /**
             * Creates a new UnassignDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnassignDeviceResponse
             * @static
             * @param {faultline.v1.UnassignDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnassignDeviceResponse} UnassignDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.UnassignDeviceResponse.$Shape): faultline.v1.UnassignDeviceResponse & faultline.v1.UnassignDeviceResponse.$Shape;
             *   (properties?: faultline.v1.UnassignDeviceResponse.$Properties): faultline.v1.UnassignDeviceResponse;
             * }}
             */
            UnassignDeviceResponse.create = function(properties) {
                return new UnassignDeviceResponse(properties);
            };

            /**
             * Encodes the specified UnassignDeviceResponse message. Does not implicitly {@link faultline.v1.UnassignDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnassignDeviceResponse
             * @static
             * @param {faultline.v1.UnassignDeviceResponse.$Properties} message UnassignDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnassignDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnassignDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnassignDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnassignDeviceResponse & faultline.v1.UnassignDeviceResponse.$Shape} UnassignDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnassignDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnassignDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnassignDeviceResponse;
        })();

        v1.BindDeviceRequest = (function() {

            /**
             * Properties of a BindDeviceRequest.
             * @typedef {Object} faultline.v1.BindDeviceRequest.$Properties
             * @property {string|null} [device] BindDeviceRequest device
             * @property {string|null} [driver] BindDeviceRequest driver
             * @property {string|null} [guest] BindDeviceRequest guest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BindDeviceRequest.
             * @memberof faultline.v1
             * @interface IBindDeviceRequest
             * @augments faultline.v1.BindDeviceRequest.$Properties
             * @deprecated Use faultline.v1.BindDeviceRequest.$Properties instead.
             */

            /**
             * Shape of a BindDeviceRequest.
             * @typedef {faultline.v1.BindDeviceRequest.$Properties} faultline.v1.BindDeviceRequest.$Shape
             */

            /**
             * Constructs a new BindDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents a BindDeviceRequest.
             * @constructor
             * @param {faultline.v1.BindDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BindDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BindDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.BindDeviceRequest
             * @instance
             */
            BindDeviceRequest.prototype.device = "";

            /**
             * BindDeviceRequest driver.
             * @member {string} driver
             * @memberof faultline.v1.BindDeviceRequest
             * @instance
             */
            BindDeviceRequest.prototype.driver = "";

            /**
             * BindDeviceRequest guest.
             * @member {string} guest
             * @memberof faultline.v1.BindDeviceRequest
             * @instance
             */
            BindDeviceRequest.prototype.guest = "";

            /**
             * Creates a new BindDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.BindDeviceRequest
             * @static
             * @param {faultline.v1.BindDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.BindDeviceRequest} BindDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.BindDeviceRequest.$Shape): faultline.v1.BindDeviceRequest & faultline.v1.BindDeviceRequest.$Shape;
             *   (properties?: faultline.v1.BindDeviceRequest.$Properties): faultline.v1.BindDeviceRequest;
             * }}
             */
            BindDeviceRequest.create = function(properties) {
                return new BindDeviceRequest(properties);
            };

            /**
             * Encodes the specified BindDeviceRequest message. Does not implicitly {@link faultline.v1.BindDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.BindDeviceRequest
             * @static
             * @param {faultline.v1.BindDeviceRequest.$Properties} message BindDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BindDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.driver != null && $Object.hasOwnProperty.call(message, "driver") && message.driver !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.driver);
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.guest);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BindDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.BindDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.BindDeviceRequest & faultline.v1.BindDeviceRequest.$Shape} BindDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BindDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.BindDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.driver = value;
                            else
                                delete message.driver;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BindDeviceRequest;
        })();

        v1.BindDeviceResponse = (function() {

            /**
             * Properties of a BindDeviceResponse.
             * @typedef {Object} faultline.v1.BindDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] BindDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BindDeviceResponse.
             * @memberof faultline.v1
             * @interface IBindDeviceResponse
             * @augments faultline.v1.BindDeviceResponse.$Properties
             * @deprecated Use faultline.v1.BindDeviceResponse.$Properties instead.
             */

            /**
             * Shape of a BindDeviceResponse.
             * @typedef {faultline.v1.BindDeviceResponse.$Properties} faultline.v1.BindDeviceResponse.$Shape
             */

            /**
             * Constructs a new BindDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents a BindDeviceResponse.
             * @constructor
             * @param {faultline.v1.BindDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BindDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BindDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.BindDeviceResponse
             * @instance
             */
            BindDeviceResponse.prototype.device = null;

            /**
             * Creates a new BindDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.BindDeviceResponse
             * @static
             * @param {faultline.v1.BindDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.BindDeviceResponse} BindDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.BindDeviceResponse.$Shape): faultline.v1.BindDeviceResponse & faultline.v1.BindDeviceResponse.$Shape;
             *   (properties?: faultline.v1.BindDeviceResponse.$Properties): faultline.v1.BindDeviceResponse;
             * }}
             */
            BindDeviceResponse.create = function(properties) {
                return new BindDeviceResponse(properties);
            };

            /**
             * Encodes the specified BindDeviceResponse message. Does not implicitly {@link faultline.v1.BindDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.BindDeviceResponse
             * @static
             * @param {faultline.v1.BindDeviceResponse.$Properties} message BindDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BindDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BindDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.BindDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.BindDeviceResponse & faultline.v1.BindDeviceResponse.$Shape} BindDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BindDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.BindDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BindDeviceResponse;
        })();

        v1.UnbindDeviceRequest = (function() {

            /**
             * Properties of an UnbindDeviceRequest.
             * @typedef {Object} faultline.v1.UnbindDeviceRequest.$Properties
             * @property {string|null} [device] UnbindDeviceRequest device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnbindDeviceRequest.
             * @memberof faultline.v1
             * @interface IUnbindDeviceRequest
             * @augments faultline.v1.UnbindDeviceRequest.$Properties
             * @deprecated Use faultline.v1.UnbindDeviceRequest.$Properties instead.
             */

            /**
             * Shape of an UnbindDeviceRequest.
             * @typedef {faultline.v1.UnbindDeviceRequest.$Properties} faultline.v1.UnbindDeviceRequest.$Shape
             */

            /**
             * Constructs a new UnbindDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents an UnbindDeviceRequest.
             * @constructor
             * @param {faultline.v1.UnbindDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnbindDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnbindDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.UnbindDeviceRequest
             * @instance
             */
            UnbindDeviceRequest.prototype.device = "";

            /**
             * Creates a new UnbindDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnbindDeviceRequest
             * @static
             * @param {faultline.v1.UnbindDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnbindDeviceRequest} UnbindDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.UnbindDeviceRequest.$Shape): faultline.v1.UnbindDeviceRequest & faultline.v1.UnbindDeviceRequest.$Shape;
             *   (properties?: faultline.v1.UnbindDeviceRequest.$Properties): faultline.v1.UnbindDeviceRequest;
             * }}
             */
            UnbindDeviceRequest.create = function(properties) {
                return new UnbindDeviceRequest(properties);
            };

            /**
             * Encodes the specified UnbindDeviceRequest message. Does not implicitly {@link faultline.v1.UnbindDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnbindDeviceRequest
             * @static
             * @param {faultline.v1.UnbindDeviceRequest.$Properties} message UnbindDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnbindDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnbindDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnbindDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnbindDeviceRequest & faultline.v1.UnbindDeviceRequest.$Shape} UnbindDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnbindDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnbindDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnbindDeviceRequest;
        })();

        v1.UnbindDeviceResponse = (function() {

            /**
             * Properties of an UnbindDeviceResponse.
             * @typedef {Object} faultline.v1.UnbindDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] UnbindDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnbindDeviceResponse.
             * @memberof faultline.v1
             * @interface IUnbindDeviceResponse
             * @augments faultline.v1.UnbindDeviceResponse.$Properties
             * @deprecated Use faultline.v1.UnbindDeviceResponse.$Properties instead.
             */

            /**
             * Shape of an UnbindDeviceResponse.
             * @typedef {faultline.v1.UnbindDeviceResponse.$Properties} faultline.v1.UnbindDeviceResponse.$Shape
             */

            /**
             * Constructs a new UnbindDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents an UnbindDeviceResponse.
             * @constructor
             * @param {faultline.v1.UnbindDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnbindDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnbindDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.UnbindDeviceResponse
             * @instance
             */
            UnbindDeviceResponse.prototype.device = null;

            /**
             * Creates a new UnbindDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnbindDeviceResponse
             * @static
             * @param {faultline.v1.UnbindDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnbindDeviceResponse} UnbindDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.UnbindDeviceResponse.$Shape): faultline.v1.UnbindDeviceResponse & faultline.v1.UnbindDeviceResponse.$Shape;
             *   (properties?: faultline.v1.UnbindDeviceResponse.$Properties): faultline.v1.UnbindDeviceResponse;
             * }}
             */
            UnbindDeviceResponse.create = function(properties) {
                return new UnbindDeviceResponse(properties);
            };

            /**
             * Encodes the specified UnbindDeviceResponse message. Does not implicitly {@link faultline.v1.UnbindDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnbindDeviceResponse
             * @static
             * @param {faultline.v1.UnbindDeviceResponse.$Properties} message UnbindDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnbindDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnbindDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnbindDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnbindDeviceResponse & faultline.v1.UnbindDeviceResponse.$Shape} UnbindDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnbindDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnbindDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnbindDeviceResponse;
        })();

        v1.ResetDeviceRequest = (function() {

            /**
             * Properties of a ResetDeviceRequest.
             * @typedef {Object} faultline.v1.ResetDeviceRequest.$Properties
             * @property {string|null} [device] ResetDeviceRequest device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResetDeviceRequest.
             * @memberof faultline.v1
             * @interface IResetDeviceRequest
             * @augments faultline.v1.ResetDeviceRequest.$Properties
             * @deprecated Use faultline.v1.ResetDeviceRequest.$Properties instead.
             */

            /**
             * Shape of a ResetDeviceRequest.
             * @typedef {faultline.v1.ResetDeviceRequest.$Properties} faultline.v1.ResetDeviceRequest.$Shape
             */

            /**
             * Constructs a new ResetDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents a ResetDeviceRequest.
             * @constructor
             * @param {faultline.v1.ResetDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResetDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResetDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.ResetDeviceRequest
             * @instance
             */
            ResetDeviceRequest.prototype.device = "";

            /**
             * Creates a new ResetDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ResetDeviceRequest
             * @static
             * @param {faultline.v1.ResetDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ResetDeviceRequest} ResetDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.ResetDeviceRequest.$Shape): faultline.v1.ResetDeviceRequest & faultline.v1.ResetDeviceRequest.$Shape;
             *   (properties?: faultline.v1.ResetDeviceRequest.$Properties): faultline.v1.ResetDeviceRequest;
             * }}
             */
            ResetDeviceRequest.create = function(properties) {
                return new ResetDeviceRequest(properties);
            };

            /**
             * Encodes the specified ResetDeviceRequest message. Does not implicitly {@link faultline.v1.ResetDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ResetDeviceRequest
             * @static
             * @param {faultline.v1.ResetDeviceRequest.$Properties} message ResetDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResetDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResetDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ResetDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ResetDeviceRequest & faultline.v1.ResetDeviceRequest.$Shape} ResetDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResetDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ResetDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ResetDeviceRequest;
        })();

        v1.ResetDeviceResponse = (function() {

            /**
             * Properties of a ResetDeviceResponse.
             * @typedef {Object} faultline.v1.ResetDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] ResetDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResetDeviceResponse.
             * @memberof faultline.v1
             * @interface IResetDeviceResponse
             * @augments faultline.v1.ResetDeviceResponse.$Properties
             * @deprecated Use faultline.v1.ResetDeviceResponse.$Properties instead.
             */

            /**
             * Shape of a ResetDeviceResponse.
             * @typedef {faultline.v1.ResetDeviceResponse.$Properties} faultline.v1.ResetDeviceResponse.$Shape
             */

            /**
             * Constructs a new ResetDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents a ResetDeviceResponse.
             * @constructor
             * @param {faultline.v1.ResetDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResetDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResetDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.ResetDeviceResponse
             * @instance
             */
            ResetDeviceResponse.prototype.device = null;

            /**
             * Creates a new ResetDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ResetDeviceResponse
             * @static
             * @param {faultline.v1.ResetDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ResetDeviceResponse} ResetDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.ResetDeviceResponse.$Shape): faultline.v1.ResetDeviceResponse & faultline.v1.ResetDeviceResponse.$Shape;
             *   (properties?: faultline.v1.ResetDeviceResponse.$Properties): faultline.v1.ResetDeviceResponse;
             * }}
             */
            ResetDeviceResponse.create = function(properties) {
                return new ResetDeviceResponse(properties);
            };

            /**
             * Encodes the specified ResetDeviceResponse message. Does not implicitly {@link faultline.v1.ResetDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ResetDeviceResponse
             * @static
             * @param {faultline.v1.ResetDeviceResponse.$Properties} message ResetDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResetDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResetDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ResetDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ResetDeviceResponse & faultline.v1.ResetDeviceResponse.$Shape} ResetDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResetDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ResetDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ResetDeviceResponse;
        })();

        v1.UnplugDeviceRequest = (function() {

            /**
             * Properties of an UnplugDeviceRequest.
             * @typedef {Object} faultline.v1.UnplugDeviceRequest.$Properties
             * @property {string|null} [device] UnplugDeviceRequest device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnplugDeviceRequest.
             * @memberof faultline.v1
             * @interface IUnplugDeviceRequest
             * @augments faultline.v1.UnplugDeviceRequest.$Properties
             * @deprecated Use faultline.v1.UnplugDeviceRequest.$Properties instead.
             */

            /**
             * Shape of an UnplugDeviceRequest.
             * @typedef {faultline.v1.UnplugDeviceRequest.$Properties} faultline.v1.UnplugDeviceRequest.$Shape
             */

            /**
             * Constructs a new UnplugDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents an UnplugDeviceRequest.
             * @constructor
             * @param {faultline.v1.UnplugDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnplugDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnplugDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.UnplugDeviceRequest
             * @instance
             */
            UnplugDeviceRequest.prototype.device = "";

            /**
             * Creates a new UnplugDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnplugDeviceRequest
             * @static
             * @param {faultline.v1.UnplugDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnplugDeviceRequest} UnplugDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.UnplugDeviceRequest.$Shape): faultline.v1.UnplugDeviceRequest & faultline.v1.UnplugDeviceRequest.$Shape;
             *   (properties?: faultline.v1.UnplugDeviceRequest.$Properties): faultline.v1.UnplugDeviceRequest;
             * }}
             */
            UnplugDeviceRequest.create = function(properties) {
                return new UnplugDeviceRequest(properties);
            };

            /**
             * Encodes the specified UnplugDeviceRequest message. Does not implicitly {@link faultline.v1.UnplugDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnplugDeviceRequest
             * @static
             * @param {faultline.v1.UnplugDeviceRequest.$Properties} message UnplugDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnplugDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnplugDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnplugDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnplugDeviceRequest & faultline.v1.UnplugDeviceRequest.$Shape} UnplugDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnplugDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnplugDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnplugDeviceRequest;
        })();

        v1.UnplugDeviceResponse = (function() {

            /**
             * Properties of an UnplugDeviceResponse.
             * @typedef {Object} faultline.v1.UnplugDeviceResponse.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnplugDeviceResponse.
             * @memberof faultline.v1
             * @interface IUnplugDeviceResponse
             * @augments faultline.v1.UnplugDeviceResponse.$Properties
             * @deprecated Use faultline.v1.UnplugDeviceResponse.$Properties instead.
             */

            /**
             * Shape of an UnplugDeviceResponse.
             * @typedef {faultline.v1.UnplugDeviceResponse.$Properties} faultline.v1.UnplugDeviceResponse.$Shape
             */

            /**
             * Constructs a new UnplugDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents an UnplugDeviceResponse.
             * @constructor
             * @param {faultline.v1.UnplugDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnplugDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new UnplugDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnplugDeviceResponse
             * @static
             * @param {faultline.v1.UnplugDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnplugDeviceResponse} UnplugDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.UnplugDeviceResponse.$Shape): faultline.v1.UnplugDeviceResponse & faultline.v1.UnplugDeviceResponse.$Shape;
             *   (properties?: faultline.v1.UnplugDeviceResponse.$Properties): faultline.v1.UnplugDeviceResponse;
             * }}
             */
            UnplugDeviceResponse.create = function(properties) {
                return new UnplugDeviceResponse(properties);
            };

            /**
             * Encodes the specified UnplugDeviceResponse message. Does not implicitly {@link faultline.v1.UnplugDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnplugDeviceResponse
             * @static
             * @param {faultline.v1.UnplugDeviceResponse.$Properties} message UnplugDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnplugDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnplugDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnplugDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnplugDeviceResponse & faultline.v1.UnplugDeviceResponse.$Shape} UnplugDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnplugDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnplugDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnplugDeviceResponse;
        })();

        v1.PlugDeviceRequest = (function() {

            /**
             * Properties of a PlugDeviceRequest.
             * @typedef {Object} faultline.v1.PlugDeviceRequest.$Properties
             * @property {string|null} [device] PlugDeviceRequest device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PlugDeviceRequest.
             * @memberof faultline.v1
             * @interface IPlugDeviceRequest
             * @augments faultline.v1.PlugDeviceRequest.$Properties
             * @deprecated Use faultline.v1.PlugDeviceRequest.$Properties instead.
             */

            /**
             * Shape of a PlugDeviceRequest.
             * @typedef {faultline.v1.PlugDeviceRequest.$Properties} faultline.v1.PlugDeviceRequest.$Shape
             */

            /**
             * Constructs a new PlugDeviceRequest.
             * @memberof faultline.v1
             * @classdesc Represents a PlugDeviceRequest.
             * @constructor
             * @param {faultline.v1.PlugDeviceRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PlugDeviceRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PlugDeviceRequest device.
             * @member {string} device
             * @memberof faultline.v1.PlugDeviceRequest
             * @instance
             */
            PlugDeviceRequest.prototype.device = "";

            /**
             * Creates a new PlugDeviceRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.PlugDeviceRequest
             * @static
             * @param {faultline.v1.PlugDeviceRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.PlugDeviceRequest} PlugDeviceRequest instance
             * @type {{
             *   (properties: faultline.v1.PlugDeviceRequest.$Shape): faultline.v1.PlugDeviceRequest & faultline.v1.PlugDeviceRequest.$Shape;
             *   (properties?: faultline.v1.PlugDeviceRequest.$Properties): faultline.v1.PlugDeviceRequest;
             * }}
             */
            PlugDeviceRequest.create = function(properties) {
                return new PlugDeviceRequest(properties);
            };

            /**
             * Encodes the specified PlugDeviceRequest message. Does not implicitly {@link faultline.v1.PlugDeviceRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.PlugDeviceRequest
             * @static
             * @param {faultline.v1.PlugDeviceRequest.$Properties} message PlugDeviceRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PlugDeviceRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PlugDeviceRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.PlugDeviceRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.PlugDeviceRequest & faultline.v1.PlugDeviceRequest.$Shape} PlugDeviceRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PlugDeviceRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.PlugDeviceRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PlugDeviceRequest;
        })();

        v1.PlugDeviceResponse = (function() {

            /**
             * Properties of a PlugDeviceResponse.
             * @typedef {Object} faultline.v1.PlugDeviceResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] PlugDeviceResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PlugDeviceResponse.
             * @memberof faultline.v1
             * @interface IPlugDeviceResponse
             * @augments faultline.v1.PlugDeviceResponse.$Properties
             * @deprecated Use faultline.v1.PlugDeviceResponse.$Properties instead.
             */

            /**
             * Shape of a PlugDeviceResponse.
             * @typedef {faultline.v1.PlugDeviceResponse.$Properties} faultline.v1.PlugDeviceResponse.$Shape
             */

            /**
             * Constructs a new PlugDeviceResponse.
             * @memberof faultline.v1
             * @classdesc Represents a PlugDeviceResponse.
             * @constructor
             * @param {faultline.v1.PlugDeviceResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PlugDeviceResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PlugDeviceResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.PlugDeviceResponse
             * @instance
             */
            PlugDeviceResponse.prototype.device = null;

            /**
             * Creates a new PlugDeviceResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.PlugDeviceResponse
             * @static
             * @param {faultline.v1.PlugDeviceResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.PlugDeviceResponse} PlugDeviceResponse instance
             * @type {{
             *   (properties: faultline.v1.PlugDeviceResponse.$Shape): faultline.v1.PlugDeviceResponse & faultline.v1.PlugDeviceResponse.$Shape;
             *   (properties?: faultline.v1.PlugDeviceResponse.$Properties): faultline.v1.PlugDeviceResponse;
             * }}
             */
            PlugDeviceResponse.create = function(properties) {
                return new PlugDeviceResponse(properties);
            };

            /**
             * Encodes the specified PlugDeviceResponse message. Does not implicitly {@link faultline.v1.PlugDeviceResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.PlugDeviceResponse
             * @static
             * @param {faultline.v1.PlugDeviceResponse.$Properties} message PlugDeviceResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PlugDeviceResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PlugDeviceResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.PlugDeviceResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.PlugDeviceResponse & faultline.v1.PlugDeviceResponse.$Shape} PlugDeviceResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PlugDeviceResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.PlugDeviceResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return PlugDeviceResponse;
        })();

        v1.SetDriverOverrideRequest = (function() {

            /**
             * Properties of a SetDriverOverrideRequest.
             * @typedef {Object} faultline.v1.SetDriverOverrideRequest.$Properties
             * @property {string|null} [device] SetDriverOverrideRequest device
             * @property {string|null} [driver] SetDriverOverrideRequest driver
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SetDriverOverrideRequest.
             * @memberof faultline.v1
             * @interface ISetDriverOverrideRequest
             * @augments faultline.v1.SetDriverOverrideRequest.$Properties
             * @deprecated Use faultline.v1.SetDriverOverrideRequest.$Properties instead.
             */

            /**
             * Shape of a SetDriverOverrideRequest.
             * @typedef {faultline.v1.SetDriverOverrideRequest.$Properties} faultline.v1.SetDriverOverrideRequest.$Shape
             */

            /**
             * Constructs a new SetDriverOverrideRequest.
             * @memberof faultline.v1
             * @classdesc Represents a SetDriverOverrideRequest.
             * @constructor
             * @param {faultline.v1.SetDriverOverrideRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SetDriverOverrideRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SetDriverOverrideRequest device.
             * @member {string} device
             * @memberof faultline.v1.SetDriverOverrideRequest
             * @instance
             */
            SetDriverOverrideRequest.prototype.device = "";

            /**
             * SetDriverOverrideRequest driver.
             * @member {string} driver
             * @memberof faultline.v1.SetDriverOverrideRequest
             * @instance
             */
            SetDriverOverrideRequest.prototype.driver = "";

            /**
             * Creates a new SetDriverOverrideRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SetDriverOverrideRequest
             * @static
             * @param {faultline.v1.SetDriverOverrideRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SetDriverOverrideRequest} SetDriverOverrideRequest instance
             * @type {{
             *   (properties: faultline.v1.SetDriverOverrideRequest.$Shape): faultline.v1.SetDriverOverrideRequest & faultline.v1.SetDriverOverrideRequest.$Shape;
             *   (properties?: faultline.v1.SetDriverOverrideRequest.$Properties): faultline.v1.SetDriverOverrideRequest;
             * }}
             */
            SetDriverOverrideRequest.create = function(properties) {
                return new SetDriverOverrideRequest(properties);
            };

            /**
             * Encodes the specified SetDriverOverrideRequest message. Does not implicitly {@link faultline.v1.SetDriverOverrideRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SetDriverOverrideRequest
             * @static
             * @param {faultline.v1.SetDriverOverrideRequest.$Properties} message SetDriverOverrideRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SetDriverOverrideRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.driver != null && $Object.hasOwnProperty.call(message, "driver") && message.driver !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.driver);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SetDriverOverrideRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SetDriverOverrideRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SetDriverOverrideRequest & faultline.v1.SetDriverOverrideRequest.$Shape} SetDriverOverrideRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SetDriverOverrideRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SetDriverOverrideRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.driver = value;
                            else
                                delete message.driver;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SetDriverOverrideRequest;
        })();

        v1.SetDriverOverrideResponse = (function() {

            /**
             * Properties of a SetDriverOverrideResponse.
             * @typedef {Object} faultline.v1.SetDriverOverrideResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] SetDriverOverrideResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SetDriverOverrideResponse.
             * @memberof faultline.v1
             * @interface ISetDriverOverrideResponse
             * @augments faultline.v1.SetDriverOverrideResponse.$Properties
             * @deprecated Use faultline.v1.SetDriverOverrideResponse.$Properties instead.
             */

            /**
             * Shape of a SetDriverOverrideResponse.
             * @typedef {faultline.v1.SetDriverOverrideResponse.$Properties} faultline.v1.SetDriverOverrideResponse.$Shape
             */

            /**
             * Constructs a new SetDriverOverrideResponse.
             * @memberof faultline.v1
             * @classdesc Represents a SetDriverOverrideResponse.
             * @constructor
             * @param {faultline.v1.SetDriverOverrideResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SetDriverOverrideResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SetDriverOverrideResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.SetDriverOverrideResponse
             * @instance
             */
            SetDriverOverrideResponse.prototype.device = null;

            /**
             * Creates a new SetDriverOverrideResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SetDriverOverrideResponse
             * @static
             * @param {faultline.v1.SetDriverOverrideResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SetDriverOverrideResponse} SetDriverOverrideResponse instance
             * @type {{
             *   (properties: faultline.v1.SetDriverOverrideResponse.$Shape): faultline.v1.SetDriverOverrideResponse & faultline.v1.SetDriverOverrideResponse.$Shape;
             *   (properties?: faultline.v1.SetDriverOverrideResponse.$Properties): faultline.v1.SetDriverOverrideResponse;
             * }}
             */
            SetDriverOverrideResponse.create = function(properties) {
                return new SetDriverOverrideResponse(properties);
            };

            /**
             * Encodes the specified SetDriverOverrideResponse message. Does not implicitly {@link faultline.v1.SetDriverOverrideResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SetDriverOverrideResponse
             * @static
             * @param {faultline.v1.SetDriverOverrideResponse.$Properties} message SetDriverOverrideResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SetDriverOverrideResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SetDriverOverrideResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SetDriverOverrideResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SetDriverOverrideResponse & faultline.v1.SetDriverOverrideResponse.$Shape} SetDriverOverrideResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SetDriverOverrideResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SetDriverOverrideResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SetDriverOverrideResponse;
        })();

        v1.ReleasePasidRequest = (function() {

            /**
             * Properties of a ReleasePasidRequest.
             * @typedef {Object} faultline.v1.ReleasePasidRequest.$Properties
             * @property {string|null} [device] ReleasePasidRequest device
             * @property {number|null} [pasid] ReleasePasidRequest pasid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleasePasidRequest.
             * @memberof faultline.v1
             * @interface IReleasePasidRequest
             * @augments faultline.v1.ReleasePasidRequest.$Properties
             * @deprecated Use faultline.v1.ReleasePasidRequest.$Properties instead.
             */

            /**
             * Shape of a ReleasePasidRequest.
             * @typedef {faultline.v1.ReleasePasidRequest.$Properties} faultline.v1.ReleasePasidRequest.$Shape
             */

            /**
             * Constructs a new ReleasePasidRequest.
             * @memberof faultline.v1
             * @classdesc Represents a ReleasePasidRequest.
             * @constructor
             * @param {faultline.v1.ReleasePasidRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleasePasidRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReleasePasidRequest device.
             * @member {string} device
             * @memberof faultline.v1.ReleasePasidRequest
             * @instance
             */
            ReleasePasidRequest.prototype.device = "";

            /**
             * ReleasePasidRequest pasid.
             * @member {number} pasid
             * @memberof faultline.v1.ReleasePasidRequest
             * @instance
             */
            ReleasePasidRequest.prototype.pasid = 0;

            /**
             * Creates a new ReleasePasidRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ReleasePasidRequest
             * @static
             * @param {faultline.v1.ReleasePasidRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ReleasePasidRequest} ReleasePasidRequest instance
             * @type {{
             *   (properties: faultline.v1.ReleasePasidRequest.$Shape): faultline.v1.ReleasePasidRequest & faultline.v1.ReleasePasidRequest.$Shape;
             *   (properties?: faultline.v1.ReleasePasidRequest.$Properties): faultline.v1.ReleasePasidRequest;
             * }}
             */
            ReleasePasidRequest.create = function(properties) {
                return new ReleasePasidRequest(properties);
            };

            /**
             * Encodes the specified ReleasePasidRequest message. Does not implicitly {@link faultline.v1.ReleasePasidRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ReleasePasidRequest
             * @static
             * @param {faultline.v1.ReleasePasidRequest.$Properties} message ReleasePasidRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleasePasidRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pasid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleasePasidRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ReleasePasidRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ReleasePasidRequest & faultline.v1.ReleasePasidRequest.$Shape} ReleasePasidRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleasePasidRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ReleasePasidRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleasePasidRequest;
        })();

        v1.ReleasePasidResponse = (function() {

            /**
             * Properties of a ReleasePasidResponse.
             * @typedef {Object} faultline.v1.ReleasePasidResponse.$Properties
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] ReleasePasidResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReleasePasidResponse.
             * @memberof faultline.v1
             * @interface IReleasePasidResponse
             * @augments faultline.v1.ReleasePasidResponse.$Properties
             * @deprecated Use faultline.v1.ReleasePasidResponse.$Properties instead.
             */

            /**
             * Shape of a ReleasePasidResponse.
             * @typedef {faultline.v1.ReleasePasidResponse.$Properties} faultline.v1.ReleasePasidResponse.$Shape
             */

            /**
             * Constructs a new ReleasePasidResponse.
             * @memberof faultline.v1
             * @classdesc Represents a ReleasePasidResponse.
             * @constructor
             * @param {faultline.v1.ReleasePasidResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReleasePasidResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReleasePasidResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.ReleasePasidResponse
             * @instance
             */
            ReleasePasidResponse.prototype.device = null;

            /**
             * Creates a new ReleasePasidResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ReleasePasidResponse
             * @static
             * @param {faultline.v1.ReleasePasidResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ReleasePasidResponse} ReleasePasidResponse instance
             * @type {{
             *   (properties: faultline.v1.ReleasePasidResponse.$Shape): faultline.v1.ReleasePasidResponse & faultline.v1.ReleasePasidResponse.$Shape;
             *   (properties?: faultline.v1.ReleasePasidResponse.$Properties): faultline.v1.ReleasePasidResponse;
             * }}
             */
            ReleasePasidResponse.create = function(properties) {
                return new ReleasePasidResponse(properties);
            };

            /**
             * Encodes the specified ReleasePasidResponse message. Does not implicitly {@link faultline.v1.ReleasePasidResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ReleasePasidResponse
             * @static
             * @param {faultline.v1.ReleasePasidResponse.$Properties} message ReleasePasidResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReleasePasidResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReleasePasidResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ReleasePasidResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ReleasePasidResponse & faultline.v1.ReleasePasidResponse.$Shape} ReleasePasidResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReleasePasidResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ReleasePasidResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReleasePasidResponse;
        })();

        v1.ResetGuestRequest = (function() {

            /**
             * Properties of a ResetGuestRequest.
             * @typedef {Object} faultline.v1.ResetGuestRequest.$Properties
             * @property {string|null} [guest] ResetGuestRequest guest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResetGuestRequest.
             * @memberof faultline.v1
             * @interface IResetGuestRequest
             * @augments faultline.v1.ResetGuestRequest.$Properties
             * @deprecated Use faultline.v1.ResetGuestRequest.$Properties instead.
             */

            /**
             * Shape of a ResetGuestRequest.
             * @typedef {faultline.v1.ResetGuestRequest.$Properties} faultline.v1.ResetGuestRequest.$Shape
             */

            /**
             * Constructs a new ResetGuestRequest.
             * @memberof faultline.v1
             * @classdesc Represents a ResetGuestRequest.
             * @constructor
             * @param {faultline.v1.ResetGuestRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResetGuestRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResetGuestRequest guest.
             * @member {string} guest
             * @memberof faultline.v1.ResetGuestRequest
             * @instance
             */
            ResetGuestRequest.prototype.guest = "";

            /**
             * Creates a new ResetGuestRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ResetGuestRequest
             * @static
             * @param {faultline.v1.ResetGuestRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ResetGuestRequest} ResetGuestRequest instance
             * @type {{
             *   (properties: faultline.v1.ResetGuestRequest.$Shape): faultline.v1.ResetGuestRequest & faultline.v1.ResetGuestRequest.$Shape;
             *   (properties?: faultline.v1.ResetGuestRequest.$Properties): faultline.v1.ResetGuestRequest;
             * }}
             */
            ResetGuestRequest.create = function(properties) {
                return new ResetGuestRequest(properties);
            };

            /**
             * Encodes the specified ResetGuestRequest message. Does not implicitly {@link faultline.v1.ResetGuestRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ResetGuestRequest
             * @static
             * @param {faultline.v1.ResetGuestRequest.$Properties} message ResetGuestRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResetGuestRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.guest);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResetGuestRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ResetGuestRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ResetGuestRequest & faultline.v1.ResetGuestRequest.$Shape} ResetGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResetGuestRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ResetGuestRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ResetGuestRequest;
        })();

        v1.ResetGuestResponse = (function() {

            /**
             * Properties of a ResetGuestResponse.
             * @typedef {Object} faultline.v1.ResetGuestResponse.$Properties
             * @property {faultline.v1.GuestStatus.$Properties|null} [guest] ResetGuestResponse guest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResetGuestResponse.
             * @memberof faultline.v1
             * @interface IResetGuestResponse
             * @augments faultline.v1.ResetGuestResponse.$Properties
             * @deprecated Use faultline.v1.ResetGuestResponse.$Properties instead.
             */

            /**
             * Shape of a ResetGuestResponse.
             * @typedef {faultline.v1.ResetGuestResponse.$Properties} faultline.v1.ResetGuestResponse.$Shape
             */

            /**
             * Constructs a new ResetGuestResponse.
             * @memberof faultline.v1
             * @classdesc Represents a ResetGuestResponse.
             * @constructor
             * @param {faultline.v1.ResetGuestResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResetGuestResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResetGuestResponse guest.
             * @member {faultline.v1.GuestStatus.$Properties|null|undefined} guest
             * @memberof faultline.v1.ResetGuestResponse
             * @instance
             */
            ResetGuestResponse.prototype.guest = null;

            /**
             * Creates a new ResetGuestResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ResetGuestResponse
             * @static
             * @param {faultline.v1.ResetGuestResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ResetGuestResponse} ResetGuestResponse instance
             * @type {{
             *   (properties: faultline.v1.ResetGuestResponse.$Shape): faultline.v1.ResetGuestResponse & faultline.v1.ResetGuestResponse.$Shape;
             *   (properties?: faultline.v1.ResetGuestResponse.$Properties): faultline.v1.ResetGuestResponse;
             * }}
             */
            ResetGuestResponse.create = function(properties) {
                return new ResetGuestResponse(properties);
            };

            /**
             * Encodes the specified ResetGuestResponse message. Does not implicitly {@link faultline.v1.ResetGuestResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ResetGuestResponse
             * @static
             * @param {faultline.v1.ResetGuestResponse.$Properties} message ResetGuestResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResetGuestResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest"))
                    $root.faultline.v1.GuestStatus.encode(message.guest, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResetGuestResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ResetGuestResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ResetGuestResponse & faultline.v1.ResetGuestResponse.$Shape} ResetGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResetGuestResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ResetGuestResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.guest = $root.faultline.v1.GuestStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.guest);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ResetGuestResponse;
        })();

        /**
         * InjectedFault enum.
         * @name faultline.v1.InjectedFault
         * @enum {number}
         * @property {number} INJECTED_FAULT_UNSPECIFIED=0 INJECTED_FAULT_UNSPECIFIED value
         * @property {number} INJECTED_FAULT_PAGE_REQUEST=1 INJECTED_FAULT_PAGE_REQUEST value
         * @property {number} INJECTED_FAULT_STALL=2 INJECTED_FAULT_STALL value
         * @property {number} INJECTED_FAULT_UNRECOVERABLE=3 INJECTED_FAULT_UNRECOVERABLE value
         * @property {number} INJECTED_FAULT_CONFIG_ERROR=4 INJECTED_FAULT_CONFIG_ERROR value
         * @property {number} INJECTED_FAULT_INTERRUPT=5 INJECTED_FAULT_INTERRUPT value
         * @property {number} INJECTED_FAULT_OVERFLOW=6 INJECTED_FAULT_OVERFLOW value
         * @property {number} INJECTED_FAULT_INVALIDATION_TIMEOUT=7 INJECTED_FAULT_INVALIDATION_TIMEOUT value
         */
        v1.InjectedFault = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "INJECTED_FAULT_UNSPECIFIED"] = 0;
            values[valuesById[1] = "INJECTED_FAULT_PAGE_REQUEST"] = 1;
            values[valuesById[2] = "INJECTED_FAULT_STALL"] = 2;
            values[valuesById[3] = "INJECTED_FAULT_UNRECOVERABLE"] = 3;
            values[valuesById[4] = "INJECTED_FAULT_CONFIG_ERROR"] = 4;
            values[valuesById[5] = "INJECTED_FAULT_INTERRUPT"] = 5;
            values[valuesById[6] = "INJECTED_FAULT_OVERFLOW"] = 6;
            values[valuesById[7] = "INJECTED_FAULT_INVALIDATION_TIMEOUT"] = 7;
            return values;
        })();

        /**
         * InjectedEnd enum.
         * @name faultline.v1.InjectedEnd
         * @enum {number}
         * @property {number} INJECTED_END_NONE=0 INJECTED_END_NONE value
         * @property {number} INJECTED_END_SUCCESS=1 INJECTED_END_SUCCESS value
         * @property {number} INJECTED_END_INVALID=2 INJECTED_END_INVALID value
         * @property {number} INJECTED_END_FAILURE=3 INJECTED_END_FAILURE value
         * @property {number} INJECTED_END_LIVELOCK=4 INJECTED_END_LIVELOCK value
         * @property {number} INJECTED_END_ABORTED=5 INJECTED_END_ABORTED value
         * @property {number} INJECTED_END_DISCARDED=6 INJECTED_END_DISCARDED value
         * @property {number} INJECTED_END_RESET=7 INJECTED_END_RESET value
         */
        v1.InjectedEnd = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "INJECTED_END_NONE"] = 0;
            values[valuesById[1] = "INJECTED_END_SUCCESS"] = 1;
            values[valuesById[2] = "INJECTED_END_INVALID"] = 2;
            values[valuesById[3] = "INJECTED_END_FAILURE"] = 3;
            values[valuesById[4] = "INJECTED_END_LIVELOCK"] = 4;
            values[valuesById[5] = "INJECTED_END_ABORTED"] = 5;
            values[valuesById[6] = "INJECTED_END_DISCARDED"] = 6;
            values[valuesById[7] = "INJECTED_END_RESET"] = 7;
            return values;
        })();

        v1.InjectFaultRequest = (function() {

            /**
             * Properties of an InjectFaultRequest.
             * @typedef {Object} faultline.v1.InjectFaultRequest.$Properties
             * @property {string|null} [device] InjectFaultRequest device
             * @property {faultline.v1.InjectedFault|null} [fault] InjectFaultRequest fault
             * @property {number|null} [pasid] InjectFaultRequest pasid
             * @property {number|null} [address] InjectFaultRequest address
             * @property {number|null} [access] InjectFaultRequest access
             * @property {number|null} [pages] InjectFaultRequest pages
             * @property {boolean|null} [partial] InjectFaultRequest partial
             * @property {string|null} [variant] InjectFaultRequest variant
             * @property {number|null} [index] InjectFaultRequest index
             * @property {number|null} [timeoutMs] InjectFaultRequest timeoutMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InjectFaultRequest.
             * @memberof faultline.v1
             * @interface IInjectFaultRequest
             * @augments faultline.v1.InjectFaultRequest.$Properties
             * @deprecated Use faultline.v1.InjectFaultRequest.$Properties instead.
             */

            /**
             * Shape of an InjectFaultRequest.
             * @typedef {faultline.v1.InjectFaultRequest.$Properties} faultline.v1.InjectFaultRequest.$Shape
             */

            /**
             * Constructs a new InjectFaultRequest.
             * @memberof faultline.v1
             * @classdesc Represents an InjectFaultRequest.
             * @constructor
             * @param {faultline.v1.InjectFaultRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InjectFaultRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InjectFaultRequest device.
             * @member {string} device
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.device = "";

            /**
             * InjectFaultRequest fault.
             * @member {faultline.v1.InjectedFault} fault
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.fault = 0;

            /**
             * InjectFaultRequest pasid.
             * @member {number} pasid
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.pasid = 0;

            /**
             * InjectFaultRequest address.
             * @member {number} address
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.address = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * InjectFaultRequest access.
             * @member {number} access
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.access = 0;

            /**
             * InjectFaultRequest pages.
             * @member {number} pages
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.pages = 0;

            /**
             * InjectFaultRequest partial.
             * @member {boolean} partial
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.partial = false;

            /**
             * InjectFaultRequest variant.
             * @member {string} variant
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.variant = "";

            /**
             * InjectFaultRequest index.
             * @member {number} index
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.index = 0;

            /**
             * InjectFaultRequest timeoutMs.
             * @member {number} timeoutMs
             * @memberof faultline.v1.InjectFaultRequest
             * @instance
             */
            InjectFaultRequest.prototype.timeoutMs = 0;

            /**
             * Creates a new InjectFaultRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.InjectFaultRequest
             * @static
             * @param {faultline.v1.InjectFaultRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.InjectFaultRequest} InjectFaultRequest instance
             * @type {{
             *   (properties: faultline.v1.InjectFaultRequest.$Shape): faultline.v1.InjectFaultRequest & faultline.v1.InjectFaultRequest.$Shape;
             *   (properties?: faultline.v1.InjectFaultRequest.$Properties): faultline.v1.InjectFaultRequest;
             * }}
             */
            InjectFaultRequest.create = function(properties) {
                return new InjectFaultRequest(properties);
            };

            /**
             * Encodes the specified InjectFaultRequest message. Does not implicitly {@link faultline.v1.InjectFaultRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.InjectFaultRequest
             * @static
             * @param {faultline.v1.InjectFaultRequest.$Properties} message InjectFaultRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InjectFaultRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.fault != null && $Object.hasOwnProperty.call(message, "fault") && message.fault !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.fault);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pasid);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && (typeof message.address === "object" ? message.address.low || message.address.high : message.address !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.address);
                if (message.access != null && $Object.hasOwnProperty.call(message, "access") && message.access !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.access);
                if (message.pages != null && $Object.hasOwnProperty.call(message, "pages") && message.pages !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.pages);
                if (message.partial != null && $Object.hasOwnProperty.call(message, "partial") && message.partial !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.partial);
                if (message.variant != null && $Object.hasOwnProperty.call(message, "variant") && message.variant !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.variant);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.index);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && message.timeoutMs !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.timeoutMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InjectFaultRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.InjectFaultRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.InjectFaultRequest & faultline.v1.InjectFaultRequest.$Shape} InjectFaultRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InjectFaultRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.InjectFaultRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.fault = value;
                            else
                                delete message.fault;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.access = value;
                            else
                                delete message.access;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pages = value;
                            else
                                delete message.pages;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.partial = value;
                            else
                                delete message.partial;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.variant = value;
                            else
                                delete message.variant;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InjectFaultRequest;
        })();

        v1.InjectFaultResponse = (function() {

            /**
             * Properties of an InjectFaultResponse.
             * @typedef {Object} faultline.v1.InjectFaultResponse.$Properties
             * @property {string|null} [raised] InjectFaultResponse raised
             * @property {number|null} [messages] InjectFaultResponse messages
             * @property {number|null} [group] InjectFaultResponse group
             * @property {faultline.v1.InjectedEnd|null} [end] InjectFaultResponse end
             * @property {faultline.v1.DeviceStatus.$Properties|null} [device] InjectFaultResponse device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InjectFaultResponse.
             * @memberof faultline.v1
             * @interface IInjectFaultResponse
             * @augments faultline.v1.InjectFaultResponse.$Properties
             * @deprecated Use faultline.v1.InjectFaultResponse.$Properties instead.
             */

            /**
             * Shape of an InjectFaultResponse.
             * @typedef {faultline.v1.InjectFaultResponse.$Properties} faultline.v1.InjectFaultResponse.$Shape
             */

            /**
             * Constructs a new InjectFaultResponse.
             * @memberof faultline.v1
             * @classdesc Represents an InjectFaultResponse.
             * @constructor
             * @param {faultline.v1.InjectFaultResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InjectFaultResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InjectFaultResponse raised.
             * @member {string} raised
             * @memberof faultline.v1.InjectFaultResponse
             * @instance
             */
            InjectFaultResponse.prototype.raised = "";

            /**
             * InjectFaultResponse messages.
             * @member {number} messages
             * @memberof faultline.v1.InjectFaultResponse
             * @instance
             */
            InjectFaultResponse.prototype.messages = 0;

            /**
             * InjectFaultResponse group.
             * @member {number} group
             * @memberof faultline.v1.InjectFaultResponse
             * @instance
             */
            InjectFaultResponse.prototype.group = 0;

            /**
             * InjectFaultResponse end.
             * @member {faultline.v1.InjectedEnd} end
             * @memberof faultline.v1.InjectFaultResponse
             * @instance
             */
            InjectFaultResponse.prototype.end = 0;

            /**
             * InjectFaultResponse device.
             * @member {faultline.v1.DeviceStatus.$Properties|null|undefined} device
             * @memberof faultline.v1.InjectFaultResponse
             * @instance
             */
            InjectFaultResponse.prototype.device = null;

            /**
             * Creates a new InjectFaultResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.InjectFaultResponse
             * @static
             * @param {faultline.v1.InjectFaultResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.InjectFaultResponse} InjectFaultResponse instance
             * @type {{
             *   (properties: faultline.v1.InjectFaultResponse.$Shape): faultline.v1.InjectFaultResponse & faultline.v1.InjectFaultResponse.$Shape;
             *   (properties?: faultline.v1.InjectFaultResponse.$Properties): faultline.v1.InjectFaultResponse;
             * }}
             */
            InjectFaultResponse.create = function(properties) {
                return new InjectFaultResponse(properties);
            };

            /**
             * Encodes the specified InjectFaultResponse message. Does not implicitly {@link faultline.v1.InjectFaultResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.InjectFaultResponse
             * @static
             * @param {faultline.v1.InjectFaultResponse.$Properties} message InjectFaultResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InjectFaultResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.raised != null && $Object.hasOwnProperty.call(message, "raised") && message.raised !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.raised);
                if (message.messages != null && $Object.hasOwnProperty.call(message, "messages") && message.messages !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.messages);
                if (message.group != null && $Object.hasOwnProperty.call(message, "group") && message.group !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.group);
                if (message.end != null && $Object.hasOwnProperty.call(message, "end") && message.end !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).int32(message.end);
                if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                    $root.faultline.v1.DeviceStatus.encode(message.device, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InjectFaultResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.InjectFaultResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.InjectFaultResponse & faultline.v1.InjectFaultResponse.$Shape} InjectFaultResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InjectFaultResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.InjectFaultResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.raised = value;
                            else
                                delete message.raised;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.messages = value;
                            else
                                delete message.messages;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.group = value;
                            else
                                delete message.group;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.end = value;
                            else
                                delete message.end;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.device = $root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.device);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return InjectFaultResponse;
        })();

        v1.SyncGuestRequest = (function() {

            /**
             * Properties of a SyncGuestRequest.
             * @typedef {Object} faultline.v1.SyncGuestRequest.$Properties
             * @property {string|null} [guest] SyncGuestRequest guest
             * @property {number|null} [timeoutMs] SyncGuestRequest timeoutMs
             * @property {boolean|null} [evict] SyncGuestRequest evict
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SyncGuestRequest.
             * @memberof faultline.v1
             * @interface ISyncGuestRequest
             * @augments faultline.v1.SyncGuestRequest.$Properties
             * @deprecated Use faultline.v1.SyncGuestRequest.$Properties instead.
             */

            /**
             * Shape of a SyncGuestRequest.
             * @typedef {faultline.v1.SyncGuestRequest.$Properties} faultline.v1.SyncGuestRequest.$Shape
             */

            /**
             * Constructs a new SyncGuestRequest.
             * @memberof faultline.v1
             * @classdesc Represents a SyncGuestRequest.
             * @constructor
             * @param {faultline.v1.SyncGuestRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SyncGuestRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SyncGuestRequest guest.
             * @member {string} guest
             * @memberof faultline.v1.SyncGuestRequest
             * @instance
             */
            SyncGuestRequest.prototype.guest = "";

            /**
             * SyncGuestRequest timeoutMs.
             * @member {number} timeoutMs
             * @memberof faultline.v1.SyncGuestRequest
             * @instance
             */
            SyncGuestRequest.prototype.timeoutMs = 0;

            /**
             * SyncGuestRequest evict.
             * @member {boolean} evict
             * @memberof faultline.v1.SyncGuestRequest
             * @instance
             */
            SyncGuestRequest.prototype.evict = false;

            /**
             * Creates a new SyncGuestRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SyncGuestRequest
             * @static
             * @param {faultline.v1.SyncGuestRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SyncGuestRequest} SyncGuestRequest instance
             * @type {{
             *   (properties: faultline.v1.SyncGuestRequest.$Shape): faultline.v1.SyncGuestRequest & faultline.v1.SyncGuestRequest.$Shape;
             *   (properties?: faultline.v1.SyncGuestRequest.$Properties): faultline.v1.SyncGuestRequest;
             * }}
             */
            SyncGuestRequest.create = function(properties) {
                return new SyncGuestRequest(properties);
            };

            /**
             * Encodes the specified SyncGuestRequest message. Does not implicitly {@link faultline.v1.SyncGuestRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SyncGuestRequest
             * @static
             * @param {faultline.v1.SyncGuestRequest.$Properties} message SyncGuestRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SyncGuestRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.guest);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && message.timeoutMs !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeoutMs);
                if (message.evict != null && $Object.hasOwnProperty.call(message, "evict") && message.evict !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.evict);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SyncGuestRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SyncGuestRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SyncGuestRequest & faultline.v1.SyncGuestRequest.$Shape} SyncGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SyncGuestRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SyncGuestRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.evict = value;
                            else
                                delete message.evict;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SyncGuestRequest;
        })();

        v1.SyncGuestResponse = (function() {

            /**
             * Properties of a SyncGuestResponse.
             * @typedef {Object} faultline.v1.SyncGuestResponse.$Properties
             * @property {number|null} [pages] SyncGuestResponse pages
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SyncGuestResponse.
             * @memberof faultline.v1
             * @interface ISyncGuestResponse
             * @augments faultline.v1.SyncGuestResponse.$Properties
             * @deprecated Use faultline.v1.SyncGuestResponse.$Properties instead.
             */

            /**
             * Shape of a SyncGuestResponse.
             * @typedef {faultline.v1.SyncGuestResponse.$Properties} faultline.v1.SyncGuestResponse.$Shape
             */

            /**
             * Constructs a new SyncGuestResponse.
             * @memberof faultline.v1
             * @classdesc Represents a SyncGuestResponse.
             * @constructor
             * @param {faultline.v1.SyncGuestResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SyncGuestResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SyncGuestResponse pages.
             * @member {number} pages
             * @memberof faultline.v1.SyncGuestResponse
             * @instance
             */
            SyncGuestResponse.prototype.pages = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new SyncGuestResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SyncGuestResponse
             * @static
             * @param {faultline.v1.SyncGuestResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SyncGuestResponse} SyncGuestResponse instance
             * @type {{
             *   (properties: faultline.v1.SyncGuestResponse.$Shape): faultline.v1.SyncGuestResponse & faultline.v1.SyncGuestResponse.$Shape;
             *   (properties?: faultline.v1.SyncGuestResponse.$Properties): faultline.v1.SyncGuestResponse;
             * }}
             */
            SyncGuestResponse.create = function(properties) {
                return new SyncGuestResponse(properties);
            };

            /**
             * Encodes the specified SyncGuestResponse message. Does not implicitly {@link faultline.v1.SyncGuestResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SyncGuestResponse
             * @static
             * @param {faultline.v1.SyncGuestResponse.$Properties} message SyncGuestResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SyncGuestResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.pages != null && $Object.hasOwnProperty.call(message, "pages") && (typeof message.pages === "object" ? message.pages.low || message.pages.high : message.pages !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.pages);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SyncGuestResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SyncGuestResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SyncGuestResponse & faultline.v1.SyncGuestResponse.$Shape} SyncGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SyncGuestResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SyncGuestResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.pages = value;
                            else
                                delete message.pages;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SyncGuestResponse;
        })();

        v1.HandOverGuestRequest = (function() {

            /**
             * Properties of a HandOverGuestRequest.
             * @typedef {Object} faultline.v1.HandOverGuestRequest.$Properties
             * @property {string|null} [guest] HandOverGuestRequest guest
             * @property {number|null} [timeoutMs] HandOverGuestRequest timeoutMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HandOverGuestRequest.
             * @memberof faultline.v1
             * @interface IHandOverGuestRequest
             * @augments faultline.v1.HandOverGuestRequest.$Properties
             * @deprecated Use faultline.v1.HandOverGuestRequest.$Properties instead.
             */

            /**
             * Shape of a HandOverGuestRequest.
             * @typedef {faultline.v1.HandOverGuestRequest.$Properties} faultline.v1.HandOverGuestRequest.$Shape
             */

            /**
             * Constructs a new HandOverGuestRequest.
             * @memberof faultline.v1
             * @classdesc Represents a HandOverGuestRequest.
             * @constructor
             * @param {faultline.v1.HandOverGuestRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HandOverGuestRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HandOverGuestRequest guest.
             * @member {string} guest
             * @memberof faultline.v1.HandOverGuestRequest
             * @instance
             */
            HandOverGuestRequest.prototype.guest = "";

            /**
             * HandOverGuestRequest timeoutMs.
             * @member {number} timeoutMs
             * @memberof faultline.v1.HandOverGuestRequest
             * @instance
             */
            HandOverGuestRequest.prototype.timeoutMs = 0;

            /**
             * Creates a new HandOverGuestRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.HandOverGuestRequest
             * @static
             * @param {faultline.v1.HandOverGuestRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.HandOverGuestRequest} HandOverGuestRequest instance
             * @type {{
             *   (properties: faultline.v1.HandOverGuestRequest.$Shape): faultline.v1.HandOverGuestRequest & faultline.v1.HandOverGuestRequest.$Shape;
             *   (properties?: faultline.v1.HandOverGuestRequest.$Properties): faultline.v1.HandOverGuestRequest;
             * }}
             */
            HandOverGuestRequest.create = function(properties) {
                return new HandOverGuestRequest(properties);
            };

            /**
             * Encodes the specified HandOverGuestRequest message. Does not implicitly {@link faultline.v1.HandOverGuestRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.HandOverGuestRequest
             * @static
             * @param {faultline.v1.HandOverGuestRequest.$Properties} message HandOverGuestRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HandOverGuestRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.guest);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && message.timeoutMs !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeoutMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HandOverGuestRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.HandOverGuestRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.HandOverGuestRequest & faultline.v1.HandOverGuestRequest.$Shape} HandOverGuestRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HandOverGuestRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.HandOverGuestRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HandOverGuestRequest;
        })();

        v1.HandOverGuestResponse = (function() {

            /**
             * Properties of a HandOverGuestResponse.
             * @typedef {Object} faultline.v1.HandOverGuestResponse.$Properties
             * @property {number|null} [sessions] HandOverGuestResponse sessions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HandOverGuestResponse.
             * @memberof faultline.v1
             * @interface IHandOverGuestResponse
             * @augments faultline.v1.HandOverGuestResponse.$Properties
             * @deprecated Use faultline.v1.HandOverGuestResponse.$Properties instead.
             */

            /**
             * Shape of a HandOverGuestResponse.
             * @typedef {faultline.v1.HandOverGuestResponse.$Properties} faultline.v1.HandOverGuestResponse.$Shape
             */

            /**
             * Constructs a new HandOverGuestResponse.
             * @memberof faultline.v1
             * @classdesc Represents a HandOverGuestResponse.
             * @constructor
             * @param {faultline.v1.HandOverGuestResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HandOverGuestResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HandOverGuestResponse sessions.
             * @member {number} sessions
             * @memberof faultline.v1.HandOverGuestResponse
             * @instance
             */
            HandOverGuestResponse.prototype.sessions = 0;

            /**
             * Creates a new HandOverGuestResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.HandOverGuestResponse
             * @static
             * @param {faultline.v1.HandOverGuestResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.HandOverGuestResponse} HandOverGuestResponse instance
             * @type {{
             *   (properties: faultline.v1.HandOverGuestResponse.$Shape): faultline.v1.HandOverGuestResponse & faultline.v1.HandOverGuestResponse.$Shape;
             *   (properties?: faultline.v1.HandOverGuestResponse.$Properties): faultline.v1.HandOverGuestResponse;
             * }}
             */
            HandOverGuestResponse.create = function(properties) {
                return new HandOverGuestResponse(properties);
            };

            /**
             * Encodes the specified HandOverGuestResponse message. Does not implicitly {@link faultline.v1.HandOverGuestResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.HandOverGuestResponse
             * @static
             * @param {faultline.v1.HandOverGuestResponse.$Properties} message HandOverGuestResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HandOverGuestResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sessions != null && $Object.hasOwnProperty.call(message, "sessions") && message.sessions !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.sessions);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HandOverGuestResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.HandOverGuestResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.HandOverGuestResponse & faultline.v1.HandOverGuestResponse.$Shape} HandOverGuestResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HandOverGuestResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.HandOverGuestResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sessions = value;
                            else
                                delete message.sessions;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HandOverGuestResponse;
        })();

        v1.DrainHostRequest = (function() {

            /**
             * Properties of a DrainHostRequest.
             * @typedef {Object} faultline.v1.DrainHostRequest.$Properties
             * @property {string|null} [reconnectTo] DrainHostRequest reconnectTo
             * @property {number|null} [timeoutMs] DrainHostRequest timeoutMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DrainHostRequest.
             * @memberof faultline.v1
             * @interface IDrainHostRequest
             * @augments faultline.v1.DrainHostRequest.$Properties
             * @deprecated Use faultline.v1.DrainHostRequest.$Properties instead.
             */

            /**
             * Shape of a DrainHostRequest.
             * @typedef {faultline.v1.DrainHostRequest.$Properties} faultline.v1.DrainHostRequest.$Shape
             */

            /**
             * Constructs a new DrainHostRequest.
             * @memberof faultline.v1
             * @classdesc Represents a DrainHostRequest.
             * @constructor
             * @param {faultline.v1.DrainHostRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DrainHostRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DrainHostRequest reconnectTo.
             * @member {string} reconnectTo
             * @memberof faultline.v1.DrainHostRequest
             * @instance
             */
            DrainHostRequest.prototype.reconnectTo = "";

            /**
             * DrainHostRequest timeoutMs.
             * @member {number} timeoutMs
             * @memberof faultline.v1.DrainHostRequest
             * @instance
             */
            DrainHostRequest.prototype.timeoutMs = 0;

            /**
             * Creates a new DrainHostRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DrainHostRequest
             * @static
             * @param {faultline.v1.DrainHostRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DrainHostRequest} DrainHostRequest instance
             * @type {{
             *   (properties: faultline.v1.DrainHostRequest.$Shape): faultline.v1.DrainHostRequest & faultline.v1.DrainHostRequest.$Shape;
             *   (properties?: faultline.v1.DrainHostRequest.$Properties): faultline.v1.DrainHostRequest;
             * }}
             */
            DrainHostRequest.create = function(properties) {
                return new DrainHostRequest(properties);
            };

            /**
             * Encodes the specified DrainHostRequest message. Does not implicitly {@link faultline.v1.DrainHostRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DrainHostRequest
             * @static
             * @param {faultline.v1.DrainHostRequest.$Properties} message DrainHostRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DrainHostRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reconnectTo != null && $Object.hasOwnProperty.call(message, "reconnectTo") && message.reconnectTo !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reconnectTo);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && message.timeoutMs !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.timeoutMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DrainHostRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DrainHostRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DrainHostRequest & faultline.v1.DrainHostRequest.$Shape} DrainHostRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DrainHostRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DrainHostRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reconnectTo = value;
                            else
                                delete message.reconnectTo;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DrainHostRequest;
        })();

        v1.DrainHostResponse = (function() {

            /**
             * Properties of a DrainHostResponse.
             * @typedef {Object} faultline.v1.DrainHostResponse.$Properties
             * @property {number|null} [left] DrainHostResponse left
             * @property {number|null} [ended] DrainHostResponse ended
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DrainHostResponse.
             * @memberof faultline.v1
             * @interface IDrainHostResponse
             * @augments faultline.v1.DrainHostResponse.$Properties
             * @deprecated Use faultline.v1.DrainHostResponse.$Properties instead.
             */

            /**
             * Shape of a DrainHostResponse.
             * @typedef {faultline.v1.DrainHostResponse.$Properties} faultline.v1.DrainHostResponse.$Shape
             */

            /**
             * Constructs a new DrainHostResponse.
             * @memberof faultline.v1
             * @classdesc Represents a DrainHostResponse.
             * @constructor
             * @param {faultline.v1.DrainHostResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DrainHostResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DrainHostResponse left.
             * @member {number} left
             * @memberof faultline.v1.DrainHostResponse
             * @instance
             */
            DrainHostResponse.prototype.left = 0;

            /**
             * DrainHostResponse ended.
             * @member {number} ended
             * @memberof faultline.v1.DrainHostResponse
             * @instance
             */
            DrainHostResponse.prototype.ended = 0;

            /**
             * Creates a new DrainHostResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DrainHostResponse
             * @static
             * @param {faultline.v1.DrainHostResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DrainHostResponse} DrainHostResponse instance
             * @type {{
             *   (properties: faultline.v1.DrainHostResponse.$Shape): faultline.v1.DrainHostResponse & faultline.v1.DrainHostResponse.$Shape;
             *   (properties?: faultline.v1.DrainHostResponse.$Properties): faultline.v1.DrainHostResponse;
             * }}
             */
            DrainHostResponse.create = function(properties) {
                return new DrainHostResponse(properties);
            };

            /**
             * Encodes the specified DrainHostResponse message. Does not implicitly {@link faultline.v1.DrainHostResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DrainHostResponse
             * @static
             * @param {faultline.v1.DrainHostResponse.$Properties} message DrainHostResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DrainHostResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.left != null && $Object.hasOwnProperty.call(message, "left") && message.left !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.left);
                if (message.ended != null && $Object.hasOwnProperty.call(message, "ended") && message.ended !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.ended);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DrainHostResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DrainHostResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DrainHostResponse & faultline.v1.DrainHostResponse.$Shape} DrainHostResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DrainHostResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DrainHostResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.left = value;
                            else
                                delete message.left;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.ended = value;
                            else
                                delete message.ended;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DrainHostResponse;
        })();

        v1.DmaRange = (function() {

            /**
             * Properties of a DmaRange.
             * @typedef {Object} faultline.v1.DmaRange.$Properties
             * @property {string|null} [device] DmaRange device
             * @property {number|null} [pasid] DmaRange pasid
             * @property {number|null} [address] DmaRange address
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DmaRange.
             * @memberof faultline.v1
             * @interface IDmaRange
             * @augments faultline.v1.DmaRange.$Properties
             * @deprecated Use faultline.v1.DmaRange.$Properties instead.
             */

            /**
             * Shape of a DmaRange.
             * @typedef {faultline.v1.DmaRange.$Properties} faultline.v1.DmaRange.$Shape
             */

            /**
             * Constructs a new DmaRange.
             * @memberof faultline.v1
             * @classdesc Represents a DmaRange.
             * @constructor
             * @param {faultline.v1.DmaRange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DmaRange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DmaRange device.
             * @member {string} device
             * @memberof faultline.v1.DmaRange
             * @instance
             */
            DmaRange.prototype.device = "";

            /**
             * DmaRange pasid.
             * @member {number} pasid
             * @memberof faultline.v1.DmaRange
             * @instance
             */
            DmaRange.prototype.pasid = 0;

            /**
             * DmaRange address.
             * @member {number} address
             * @memberof faultline.v1.DmaRange
             * @instance
             */
            DmaRange.prototype.address = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new DmaRange instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DmaRange
             * @static
             * @param {faultline.v1.DmaRange.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DmaRange} DmaRange instance
             * @type {{
             *   (properties: faultline.v1.DmaRange.$Shape): faultline.v1.DmaRange & faultline.v1.DmaRange.$Shape;
             *   (properties?: faultline.v1.DmaRange.$Properties): faultline.v1.DmaRange;
             * }}
             */
            DmaRange.create = function(properties) {
                return new DmaRange(properties);
            };

            /**
             * Encodes the specified DmaRange message. Does not implicitly {@link faultline.v1.DmaRange.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DmaRange
             * @static
             * @param {faultline.v1.DmaRange.$Properties} message DmaRange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DmaRange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pasid);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && (typeof message.address === "object" ? message.address.low || message.address.high : message.address !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.address);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DmaRange message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DmaRange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DmaRange & faultline.v1.DmaRange.$Shape} DmaRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DmaRange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DmaRange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DmaRange;
        })();

        v1.RunWorkloadRequest = (function() {

            /**
             * Properties of a RunWorkloadRequest.
             * @typedef {Object} faultline.v1.RunWorkloadRequest.$Properties
             * @property {faultline.v1.CopyWorkload.$Properties|null} [copy] RunWorkloadRequest copy
             * @property {faultline.v1.ReadWorkload.$Properties|null} [read] RunWorkloadRequest read
             * @property {faultline.v1.WriteWorkload.$Properties|null} [write] RunWorkloadRequest write
             * @property {faultline.v1.TraceWorkload.$Properties|null} [trace] RunWorkloadRequest trace
             * @property {number|null} [progressMs] RunWorkloadRequest progressMs
             * @property {"copy"|"read"|"write"|"trace"} [workload] RunWorkloadRequest workload
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunWorkloadRequest.
             * @memberof faultline.v1
             * @interface IRunWorkloadRequest
             * @augments faultline.v1.RunWorkloadRequest.$Properties
             * @deprecated Use faultline.v1.RunWorkloadRequest.$Properties instead.
             */

            /**
             * Narrowed shape of a RunWorkloadRequest.
             * @typedef {{
             *   copy?: faultline.v1.CopyWorkload.$Shape|null;
             *   read?: faultline.v1.ReadWorkload.$Shape|null;
             *   write?: faultline.v1.WriteWorkload.$Shape|null;
             *   trace?: faultline.v1.TraceWorkload.$Shape|null;
             *   progressMs?: number|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ workload?: undefined; copy?: null; read?: null; write?: null; trace?: null }|{ workload?: "copy"; copy: faultline.v1.CopyWorkload.$Shape; read?: null; write?: null; trace?: null }|{ workload?: "read"; copy?: null; read: faultline.v1.ReadWorkload.$Shape; write?: null; trace?: null }|{ workload?: "write"; copy?: null; read?: null; write: faultline.v1.WriteWorkload.$Shape; trace?: null }|{ workload?: "trace"; copy?: null; read?: null; write?: null; trace: faultline.v1.TraceWorkload.$Shape })
             * )} faultline.v1.RunWorkloadRequest.$Shape
             */

            /**
             * Constructs a new RunWorkloadRequest.
             * @memberof faultline.v1
             * @classdesc Represents a RunWorkloadRequest.
             * @constructor
             * @param {faultline.v1.RunWorkloadRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunWorkloadRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RunWorkloadRequest copy.
             * @member {faultline.v1.CopyWorkload.$Properties|null|undefined} copy
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            RunWorkloadRequest.prototype.copy = null;

            /**
             * RunWorkloadRequest read.
             * @member {faultline.v1.ReadWorkload.$Properties|null|undefined} read
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            RunWorkloadRequest.prototype.read = null;

            /**
             * RunWorkloadRequest write.
             * @member {faultline.v1.WriteWorkload.$Properties|null|undefined} write
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            RunWorkloadRequest.prototype.write = null;

            /**
             * RunWorkloadRequest trace.
             * @member {faultline.v1.TraceWorkload.$Properties|null|undefined} trace
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            RunWorkloadRequest.prototype.trace = null;

            /**
             * RunWorkloadRequest progressMs.
             * @member {number} progressMs
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            RunWorkloadRequest.prototype.progressMs = 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * RunWorkloadRequest workload.
             * @member {"copy"|"read"|"write"|"trace"|undefined} workload
             * @memberof faultline.v1.RunWorkloadRequest
             * @instance
             */
            $Object.defineProperty(RunWorkloadRequest.prototype, "workload", {
                get: $util.oneOfGetter($oneOfFields = ["copy", "read", "write", "trace"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new RunWorkloadRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.RunWorkloadRequest
             * @static
             * @param {faultline.v1.RunWorkloadRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.RunWorkloadRequest} RunWorkloadRequest instance
             * @type {{
             *   (properties: faultline.v1.RunWorkloadRequest.$Shape): faultline.v1.RunWorkloadRequest & faultline.v1.RunWorkloadRequest.$Shape;
             *   (properties?: faultline.v1.RunWorkloadRequest.$Properties): faultline.v1.RunWorkloadRequest;
             * }}
             */
            RunWorkloadRequest.create = function(properties) {
                return new RunWorkloadRequest(properties);
            };

            /**
             * Encodes the specified RunWorkloadRequest message. Does not implicitly {@link faultline.v1.RunWorkloadRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.RunWorkloadRequest
             * @static
             * @param {faultline.v1.RunWorkloadRequest.$Properties} message RunWorkloadRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunWorkloadRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.copy != null && $Object.hasOwnProperty.call(message, "copy"))
                    $root.faultline.v1.CopyWorkload.encode(message.copy, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.read != null && $Object.hasOwnProperty.call(message, "read"))
                    $root.faultline.v1.ReadWorkload.encode(message.read, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.write != null && $Object.hasOwnProperty.call(message, "write"))
                    $root.faultline.v1.WriteWorkload.encode(message.write, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.trace != null && $Object.hasOwnProperty.call(message, "trace"))
                    $root.faultline.v1.TraceWorkload.encode(message.trace, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.progressMs != null && $Object.hasOwnProperty.call(message, "progressMs") && message.progressMs !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.progressMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunWorkloadRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.RunWorkloadRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.RunWorkloadRequest & faultline.v1.RunWorkloadRequest.$Shape} RunWorkloadRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunWorkloadRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.RunWorkloadRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.copy = $root.faultline.v1.CopyWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.copy);
                            message.workload = "copy";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.read = $root.faultline.v1.ReadWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.read);
                            message.workload = "read";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.write = $root.faultline.v1.WriteWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.write);
                            message.workload = "write";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.trace = $root.faultline.v1.TraceWorkload.decode(reader, reader.size(), $undefined, _depth + 1, message.trace);
                            message.workload = "trace";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.progressMs = value;
                            else
                                delete message.progressMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunWorkloadRequest;
        })();

        v1.CopyWorkload = (function() {

            /**
             * Properties of a CopyWorkload.
             * @typedef {Object} faultline.v1.CopyWorkload.$Properties
             * @property {faultline.v1.DmaRange.$Properties|null} [from] CopyWorkload from
             * @property {faultline.v1.DmaRange.$Properties|null} [to] CopyWorkload to
             * @property {number|null} [length] CopyWorkload length
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CopyWorkload.
             * @memberof faultline.v1
             * @interface ICopyWorkload
             * @augments faultline.v1.CopyWorkload.$Properties
             * @deprecated Use faultline.v1.CopyWorkload.$Properties instead.
             */

            /**
             * Shape of a CopyWorkload.
             * @typedef {faultline.v1.CopyWorkload.$Properties} faultline.v1.CopyWorkload.$Shape
             */

            /**
             * Constructs a new CopyWorkload.
             * @memberof faultline.v1
             * @classdesc Represents a CopyWorkload.
             * @constructor
             * @param {faultline.v1.CopyWorkload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CopyWorkload = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CopyWorkload from.
             * @member {faultline.v1.DmaRange.$Properties|null|undefined} from
             * @memberof faultline.v1.CopyWorkload
             * @instance
             */
            CopyWorkload.prototype.from = null;

            /**
             * CopyWorkload to.
             * @member {faultline.v1.DmaRange.$Properties|null|undefined} to
             * @memberof faultline.v1.CopyWorkload
             * @instance
             */
            CopyWorkload.prototype.to = null;

            /**
             * CopyWorkload length.
             * @member {number} length
             * @memberof faultline.v1.CopyWorkload
             * @instance
             */
            CopyWorkload.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new CopyWorkload instance using the specified properties.
             * @function create
             * @memberof faultline.v1.CopyWorkload
             * @static
             * @param {faultline.v1.CopyWorkload.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.CopyWorkload} CopyWorkload instance
             * @type {{
             *   (properties: faultline.v1.CopyWorkload.$Shape): faultline.v1.CopyWorkload & faultline.v1.CopyWorkload.$Shape;
             *   (properties?: faultline.v1.CopyWorkload.$Properties): faultline.v1.CopyWorkload;
             * }}
             */
            CopyWorkload.create = function(properties) {
                return new CopyWorkload(properties);
            };

            /**
             * Encodes the specified CopyWorkload message. Does not implicitly {@link faultline.v1.CopyWorkload.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.CopyWorkload
             * @static
             * @param {faultline.v1.CopyWorkload.$Properties} message CopyWorkload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CopyWorkload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
                    $root.faultline.v1.DmaRange.encode(message.from, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
                    $root.faultline.v1.DmaRange.encode(message.to, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.length);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CopyWorkload message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.CopyWorkload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.CopyWorkload & faultline.v1.CopyWorkload.$Shape} CopyWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CopyWorkload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.CopyWorkload();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.from = $root.faultline.v1.DmaRange.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.to = $root.faultline.v1.DmaRange.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CopyWorkload;
        })();

        v1.ReadWorkload = (function() {

            /**
             * Properties of a ReadWorkload.
             * @typedef {Object} faultline.v1.ReadWorkload.$Properties
             * @property {faultline.v1.DmaRange.$Properties|null} [from] ReadWorkload from
             * @property {number|null} [length] ReadWorkload length
             * @property {boolean|null} [shuffle] ReadWorkload shuffle
             * @property {number|null} [seed] ReadWorkload seed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReadWorkload.
             * @memberof faultline.v1
             * @interface IReadWorkload
             * @augments faultline.v1.ReadWorkload.$Properties
             * @deprecated Use faultline.v1.ReadWorkload.$Properties instead.
             */

            /**
             * Shape of a ReadWorkload.
             * @typedef {faultline.v1.ReadWorkload.$Properties} faultline.v1.ReadWorkload.$Shape
             */

            /**
             * Constructs a new ReadWorkload.
             * @memberof faultline.v1
             * @classdesc Represents a ReadWorkload.
             * @constructor
             * @param {faultline.v1.ReadWorkload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReadWorkload = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReadWorkload from.
             * @member {faultline.v1.DmaRange.$Properties|null|undefined} from
             * @memberof faultline.v1.ReadWorkload
             * @instance
             */
            ReadWorkload.prototype.from = null;

            /**
             * ReadWorkload length.
             * @member {number} length
             * @memberof faultline.v1.ReadWorkload
             * @instance
             */
            ReadWorkload.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * ReadWorkload shuffle.
             * @member {boolean} shuffle
             * @memberof faultline.v1.ReadWorkload
             * @instance
             */
            ReadWorkload.prototype.shuffle = false;

            /**
             * ReadWorkload seed.
             * @member {number} seed
             * @memberof faultline.v1.ReadWorkload
             * @instance
             */
            ReadWorkload.prototype.seed = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new ReadWorkload instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ReadWorkload
             * @static
             * @param {faultline.v1.ReadWorkload.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ReadWorkload} ReadWorkload instance
             * @type {{
             *   (properties: faultline.v1.ReadWorkload.$Shape): faultline.v1.ReadWorkload & faultline.v1.ReadWorkload.$Shape;
             *   (properties?: faultline.v1.ReadWorkload.$Properties): faultline.v1.ReadWorkload;
             * }}
             */
            ReadWorkload.create = function(properties) {
                return new ReadWorkload(properties);
            };

            /**
             * Encodes the specified ReadWorkload message. Does not implicitly {@link faultline.v1.ReadWorkload.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ReadWorkload
             * @static
             * @param {faultline.v1.ReadWorkload.$Properties} message ReadWorkload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReadWorkload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
                    $root.faultline.v1.DmaRange.encode(message.from, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.length);
                if (message.shuffle != null && $Object.hasOwnProperty.call(message, "shuffle") && message.shuffle !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.shuffle);
                if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && (typeof message.seed === "object" ? message.seed.low || message.seed.high : message.seed !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.seed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReadWorkload message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ReadWorkload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ReadWorkload & faultline.v1.ReadWorkload.$Shape} ReadWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReadWorkload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ReadWorkload();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.from = $root.faultline.v1.DmaRange.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.shuffle = value;
                            else
                                delete message.shuffle;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seed = value;
                            else
                                delete message.seed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReadWorkload;
        })();

        v1.WriteWorkload = (function() {

            /**
             * Properties of a WriteWorkload.
             * @typedef {Object} faultline.v1.WriteWorkload.$Properties
             * @property {faultline.v1.DmaRange.$Properties|null} [to] WriteWorkload to
             * @property {number|null} [length] WriteWorkload length
             * @property {number|null} [seed] WriteWorkload seed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a WriteWorkload.
             * @memberof faultline.v1
             * @interface IWriteWorkload
             * @augments faultline.v1.WriteWorkload.$Properties
             * @deprecated Use faultline.v1.WriteWorkload.$Properties instead.
             */

            /**
             * Shape of a WriteWorkload.
             * @typedef {faultline.v1.WriteWorkload.$Properties} faultline.v1.WriteWorkload.$Shape
             */

            /**
             * Constructs a new WriteWorkload.
             * @memberof faultline.v1
             * @classdesc Represents a WriteWorkload.
             * @constructor
             * @param {faultline.v1.WriteWorkload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const WriteWorkload = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WriteWorkload to.
             * @member {faultline.v1.DmaRange.$Properties|null|undefined} to
             * @memberof faultline.v1.WriteWorkload
             * @instance
             */
            WriteWorkload.prototype.to = null;

            /**
             * WriteWorkload length.
             * @member {number} length
             * @memberof faultline.v1.WriteWorkload
             * @instance
             */
            WriteWorkload.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WriteWorkload seed.
             * @member {number} seed
             * @memberof faultline.v1.WriteWorkload
             * @instance
             */
            WriteWorkload.prototype.seed = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new WriteWorkload instance using the specified properties.
             * @function create
             * @memberof faultline.v1.WriteWorkload
             * @static
             * @param {faultline.v1.WriteWorkload.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.WriteWorkload} WriteWorkload instance
             * @type {{
             *   (properties: faultline.v1.WriteWorkload.$Shape): faultline.v1.WriteWorkload & faultline.v1.WriteWorkload.$Shape;
             *   (properties?: faultline.v1.WriteWorkload.$Properties): faultline.v1.WriteWorkload;
             * }}
             */
            WriteWorkload.create = function(properties) {
                return new WriteWorkload(properties);
            };

            /**
             * Encodes the specified WriteWorkload message. Does not implicitly {@link faultline.v1.WriteWorkload.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.WriteWorkload
             * @static
             * @param {faultline.v1.WriteWorkload.$Properties} message WriteWorkload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            WriteWorkload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
                    $root.faultline.v1.DmaRange.encode(message.to, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.length != null && $Object.hasOwnProperty.call(message, "length") && (typeof message.length === "object" ? message.length.low || message.length.high : message.length !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.length);
                if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && (typeof message.seed === "object" ? message.seed.low || message.seed.high : message.seed !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.seed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a WriteWorkload message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.WriteWorkload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.WriteWorkload & faultline.v1.WriteWorkload.$Shape} WriteWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            WriteWorkload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.WriteWorkload();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.to = $root.faultline.v1.DmaRange.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.length = value;
                            else
                                delete message.length;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seed = value;
                            else
                                delete message.seed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WriteWorkload;
        })();

        v1.TraceWorkload = (function() {

            /**
             * Properties of a TraceWorkload.
             * @typedef {Object} faultline.v1.TraceWorkload.$Properties
             * @property {string|null} [device] TraceWorkload device
             * @property {number|null} [pasid] TraceWorkload pasid
             * @property {Array.<number>|null} [page] TraceWorkload page
             * @property {Array.<number>|null} [access] TraceWorkload access
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TraceWorkload.
             * @memberof faultline.v1
             * @interface ITraceWorkload
             * @augments faultline.v1.TraceWorkload.$Properties
             * @deprecated Use faultline.v1.TraceWorkload.$Properties instead.
             */

            /**
             * Shape of a TraceWorkload.
             * @typedef {faultline.v1.TraceWorkload.$Properties} faultline.v1.TraceWorkload.$Shape
             */

            /**
             * Constructs a new TraceWorkload.
             * @memberof faultline.v1
             * @classdesc Represents a TraceWorkload.
             * @constructor
             * @param {faultline.v1.TraceWorkload.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TraceWorkload = function (properties) {
                this.page = [];
                this.access = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TraceWorkload device.
             * @member {string} device
             * @memberof faultline.v1.TraceWorkload
             * @instance
             */
            TraceWorkload.prototype.device = "";

            /**
             * TraceWorkload pasid.
             * @member {number} pasid
             * @memberof faultline.v1.TraceWorkload
             * @instance
             */
            TraceWorkload.prototype.pasid = 0;

            /**
             * TraceWorkload page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.TraceWorkload
             * @instance
             */
            TraceWorkload.prototype.page = $util.emptyArray;

            /**
             * TraceWorkload access.
             * @member {Array.<number>} access
             * @memberof faultline.v1.TraceWorkload
             * @instance
             */
            TraceWorkload.prototype.access = $util.emptyArray;

            /**
             * Creates a new TraceWorkload instance using the specified properties.
             * @function create
             * @memberof faultline.v1.TraceWorkload
             * @static
             * @param {faultline.v1.TraceWorkload.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.TraceWorkload} TraceWorkload instance
             * @type {{
             *   (properties: faultline.v1.TraceWorkload.$Shape): faultline.v1.TraceWorkload & faultline.v1.TraceWorkload.$Shape;
             *   (properties?: faultline.v1.TraceWorkload.$Properties): faultline.v1.TraceWorkload;
             * }}
             */
            TraceWorkload.create = function(properties) {
                return new TraceWorkload(properties);
            };

            /**
             * Encodes the specified TraceWorkload message. Does not implicitly {@link faultline.v1.TraceWorkload.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.TraceWorkload
             * @static
             * @param {faultline.v1.TraceWorkload.$Properties} message TraceWorkload message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TraceWorkload.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pasid);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed64s(message.page);
                if (message.access != null && message.access.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.access);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TraceWorkload message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.TraceWorkload
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.TraceWorkload & faultline.v1.TraceWorkload.$Shape} TraceWorkload
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TraceWorkload.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.TraceWorkload();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.access && message.access.length))
                                    message.access = [];
                                reader.uint32s(message.access);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.access && message.access.length))
                                message.access = [];
                            message.access.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TraceWorkload;
        })();

        v1.RunWorkloadResponse = (function() {

            /**
             * Properties of a RunWorkloadResponse.
             * @typedef {Object} faultline.v1.RunWorkloadResponse.$Properties
             * @property {faultline.v1.WorkloadProgress.$Properties|null} [progress] RunWorkloadResponse progress
             * @property {faultline.v1.WorkloadResult.$Properties|null} [result] RunWorkloadResponse result
             * @property {"progress"|"result"} [event] RunWorkloadResponse event
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RunWorkloadResponse.
             * @memberof faultline.v1
             * @interface IRunWorkloadResponse
             * @augments faultline.v1.RunWorkloadResponse.$Properties
             * @deprecated Use faultline.v1.RunWorkloadResponse.$Properties instead.
             */

            /**
             * Narrowed shape of a RunWorkloadResponse.
             * @typedef {{
             *   progress?: faultline.v1.WorkloadProgress.$Shape|null;
             *   result?: faultline.v1.WorkloadResult.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ event?: undefined; progress?: null; result?: null }|{ event?: "progress"; progress: faultline.v1.WorkloadProgress.$Shape; result?: null }|{ event?: "result"; progress?: null; result: faultline.v1.WorkloadResult.$Shape })
             * )} faultline.v1.RunWorkloadResponse.$Shape
             */

            /**
             * Constructs a new RunWorkloadResponse.
             * @memberof faultline.v1
             * @classdesc Represents a RunWorkloadResponse.
             * @constructor
             * @param {faultline.v1.RunWorkloadResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RunWorkloadResponse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RunWorkloadResponse progress.
             * @member {faultline.v1.WorkloadProgress.$Properties|null|undefined} progress
             * @memberof faultline.v1.RunWorkloadResponse
             * @instance
             */
            RunWorkloadResponse.prototype.progress = null;

            /**
             * RunWorkloadResponse result.
             * @member {faultline.v1.WorkloadResult.$Properties|null|undefined} result
             * @memberof faultline.v1.RunWorkloadResponse
             * @instance
             */
            RunWorkloadResponse.prototype.result = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * RunWorkloadResponse event.
             * @member {"progress"|"result"|undefined} event
             * @memberof faultline.v1.RunWorkloadResponse
             * @instance
             */
            $Object.defineProperty(RunWorkloadResponse.prototype, "event", {
                get: $util.oneOfGetter($oneOfFields = ["progress", "result"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new RunWorkloadResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.RunWorkloadResponse
             * @static
             * @param {faultline.v1.RunWorkloadResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.RunWorkloadResponse} RunWorkloadResponse instance
             * @type {{
             *   (properties: faultline.v1.RunWorkloadResponse.$Shape): faultline.v1.RunWorkloadResponse & faultline.v1.RunWorkloadResponse.$Shape;
             *   (properties?: faultline.v1.RunWorkloadResponse.$Properties): faultline.v1.RunWorkloadResponse;
             * }}
             */
            RunWorkloadResponse.create = function(properties) {
                return new RunWorkloadResponse(properties);
            };

            /**
             * Encodes the specified RunWorkloadResponse message. Does not implicitly {@link faultline.v1.RunWorkloadResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.RunWorkloadResponse
             * @static
             * @param {faultline.v1.RunWorkloadResponse.$Properties} message RunWorkloadResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RunWorkloadResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.progress != null && $Object.hasOwnProperty.call(message, "progress"))
                    $root.faultline.v1.WorkloadProgress.encode(message.progress, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.result != null && $Object.hasOwnProperty.call(message, "result"))
                    $root.faultline.v1.WorkloadResult.encode(message.result, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RunWorkloadResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.RunWorkloadResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.RunWorkloadResponse & faultline.v1.RunWorkloadResponse.$Shape} RunWorkloadResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RunWorkloadResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.RunWorkloadResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.progress = $root.faultline.v1.WorkloadProgress.decode(reader, reader.size(), $undefined, _depth + 1, message.progress);
                            message.event = "progress";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.result = $root.faultline.v1.WorkloadResult.decode(reader, reader.size(), $undefined, _depth + 1, message.result);
                            message.event = "result";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RunWorkloadResponse;
        })();

        v1.WorkloadProgress = (function() {

            /**
             * Properties of a WorkloadProgress.
             * @typedef {Object} faultline.v1.WorkloadProgress.$Properties
             * @property {number|null} [bytes] WorkloadProgress bytes
             * @property {number|null} [totalBytes] WorkloadProgress totalBytes
             * @property {number|null} [faults] WorkloadProgress faults
             * @property {number|null} [elapsedS] WorkloadProgress elapsedS
             * @property {number|null} [p50Us] WorkloadProgress p50Us
             * @property {number|null} [p99Us] WorkloadProgress p99Us
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a WorkloadProgress.
             * @memberof faultline.v1
             * @interface IWorkloadProgress
             * @augments faultline.v1.WorkloadProgress.$Properties
             * @deprecated Use faultline.v1.WorkloadProgress.$Properties instead.
             */

            /**
             * Shape of a WorkloadProgress.
             * @typedef {faultline.v1.WorkloadProgress.$Properties} faultline.v1.WorkloadProgress.$Shape
             */

            /**
             * Constructs a new WorkloadProgress.
             * @memberof faultline.v1
             * @classdesc Represents a WorkloadProgress.
             * @constructor
             * @param {faultline.v1.WorkloadProgress.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const WorkloadProgress = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WorkloadProgress bytes.
             * @member {number} bytes
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadProgress totalBytes.
             * @member {number} totalBytes
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.totalBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadProgress faults.
             * @member {number} faults
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.faults = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadProgress elapsedS.
             * @member {number} elapsedS
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.elapsedS = 0;

            /**
             * WorkloadProgress p50Us.
             * @member {number} p50Us
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.p50Us = 0;

            /**
             * WorkloadProgress p99Us.
             * @member {number} p99Us
             * @memberof faultline.v1.WorkloadProgress
             * @instance
             */
            WorkloadProgress.prototype.p99Us = 0;

            /**
             * Creates a new WorkloadProgress instance using the specified properties.
             * @function create
             * @memberof faultline.v1.WorkloadProgress
             * @static
             * @param {faultline.v1.WorkloadProgress.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.WorkloadProgress} WorkloadProgress instance
             * @type {{
             *   (properties: faultline.v1.WorkloadProgress.$Shape): faultline.v1.WorkloadProgress & faultline.v1.WorkloadProgress.$Shape;
             *   (properties?: faultline.v1.WorkloadProgress.$Properties): faultline.v1.WorkloadProgress;
             * }}
             */
            WorkloadProgress.create = function(properties) {
                return new WorkloadProgress(properties);
            };

            /**
             * Encodes the specified WorkloadProgress message. Does not implicitly {@link faultline.v1.WorkloadProgress.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.WorkloadProgress
             * @static
             * @param {faultline.v1.WorkloadProgress.$Properties} message WorkloadProgress message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            WorkloadProgress.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && (typeof message.bytes === "object" ? message.bytes.low || message.bytes.high : message.bytes !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.bytes);
                if (message.totalBytes != null && $Object.hasOwnProperty.call(message, "totalBytes") && (typeof message.totalBytes === "object" ? message.totalBytes.low || message.totalBytes.high : message.totalBytes !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.totalBytes);
                if (message.faults != null && $Object.hasOwnProperty.call(message, "faults") && (typeof message.faults === "object" ? message.faults.low || message.faults.high : message.faults !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.faults);
                if (message.elapsedS != null && $Object.hasOwnProperty.call(message, "elapsedS") && !$Object.is(message.elapsedS, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.elapsedS);
                if (message.p50Us != null && $Object.hasOwnProperty.call(message, "p50Us") && !$Object.is(message.p50Us, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.p50Us);
                if (message.p99Us != null && $Object.hasOwnProperty.call(message, "p99Us") && !$Object.is(message.p99Us, 0))
                    writer.uint32(/* id 6, wireType 1 =*/49).double(message.p99Us);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a WorkloadProgress message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.WorkloadProgress
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.WorkloadProgress & faultline.v1.WorkloadProgress.$Shape} WorkloadProgress
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            WorkloadProgress.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.WorkloadProgress();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.totalBytes = value;
                            else
                                delete message.totalBytes;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.faults = value;
                            else
                                delete message.faults;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.elapsedS = value;
                            else
                                delete message.elapsedS;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p50Us = value;
                            else
                                delete message.p50Us;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p99Us = value;
                            else
                                delete message.p99Us;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WorkloadProgress;
        })();

        v1.WorkloadResult = (function() {

            /**
             * Properties of a WorkloadResult.
             * @typedef {Object} faultline.v1.WorkloadResult.$Properties
             * @property {boolean|null} [ok] WorkloadResult ok
             * @property {faultline.v1.ErrorCode|null} [code] WorkloadResult code
             * @property {string|null} [message] WorkloadResult message
             * @property {number|null} [bytes] WorkloadResult bytes
             * @property {number|null} [faults] WorkloadResult faults
             * @property {number|null} [groups] WorkloadResult groups
             * @property {number|null} [responsesSuccess] WorkloadResult responsesSuccess
             * @property {number|null} [responsesInvalid] WorkloadResult responsesInvalid
             * @property {number|null} [responsesFailure] WorkloadResult responsesFailure
             * @property {number|null} [p50Us] WorkloadResult p50Us
             * @property {number|null} [p99Us] WorkloadResult p99Us
             * @property {number|null} [elapsedS] WorkloadResult elapsedS
             * @property {string|null} [sha256] WorkloadResult sha256
             * @property {number|null} [accessesOk] WorkloadResult accessesOk
             * @property {number|null} [accessesFailed] WorkloadResult accessesFailed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a WorkloadResult.
             * @memberof faultline.v1
             * @interface IWorkloadResult
             * @augments faultline.v1.WorkloadResult.$Properties
             * @deprecated Use faultline.v1.WorkloadResult.$Properties instead.
             */

            /**
             * Shape of a WorkloadResult.
             * @typedef {faultline.v1.WorkloadResult.$Properties} faultline.v1.WorkloadResult.$Shape
             */

            /**
             * Constructs a new WorkloadResult.
             * @memberof faultline.v1
             * @classdesc Represents a WorkloadResult.
             * @constructor
             * @param {faultline.v1.WorkloadResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const WorkloadResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WorkloadResult ok.
             * @member {boolean} ok
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.ok = false;

            /**
             * WorkloadResult code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.code = 0;

            /**
             * WorkloadResult message.
             * @member {string} message
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.message = "";

            /**
             * WorkloadResult bytes.
             * @member {number} bytes
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult faults.
             * @member {number} faults
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.faults = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult groups.
             * @member {number} groups
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.groups = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult responsesSuccess.
             * @member {number} responsesSuccess
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.responsesSuccess = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult responsesInvalid.
             * @member {number} responsesInvalid
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.responsesInvalid = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult responsesFailure.
             * @member {number} responsesFailure
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.responsesFailure = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult p50Us.
             * @member {number} p50Us
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.p50Us = 0;

            /**
             * WorkloadResult p99Us.
             * @member {number} p99Us
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.p99Us = 0;

            /**
             * WorkloadResult elapsedS.
             * @member {number} elapsedS
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.elapsedS = 0;

            /**
             * WorkloadResult sha256.
             * @member {string} sha256
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.sha256 = "";

            /**
             * WorkloadResult accessesOk.
             * @member {number} accessesOk
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.accessesOk = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * WorkloadResult accessesFailed.
             * @member {number} accessesFailed
             * @memberof faultline.v1.WorkloadResult
             * @instance
             */
            WorkloadResult.prototype.accessesFailed = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new WorkloadResult instance using the specified properties.
             * @function create
             * @memberof faultline.v1.WorkloadResult
             * @static
             * @param {faultline.v1.WorkloadResult.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.WorkloadResult} WorkloadResult instance
             * @type {{
             *   (properties: faultline.v1.WorkloadResult.$Shape): faultline.v1.WorkloadResult & faultline.v1.WorkloadResult.$Shape;
             *   (properties?: faultline.v1.WorkloadResult.$Properties): faultline.v1.WorkloadResult;
             * }}
             */
            WorkloadResult.create = function(properties) {
                return new WorkloadResult(properties);
            };

            /**
             * Encodes the specified WorkloadResult message. Does not implicitly {@link faultline.v1.WorkloadResult.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.WorkloadResult
             * @static
             * @param {faultline.v1.WorkloadResult.$Properties} message WorkloadResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            WorkloadResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.ok);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.message);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && (typeof message.bytes === "object" ? message.bytes.low || message.bytes.high : message.bytes !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.bytes);
                if (message.faults != null && $Object.hasOwnProperty.call(message, "faults") && (typeof message.faults === "object" ? message.faults.low || message.faults.high : message.faults !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.faults);
                if (message.groups != null && $Object.hasOwnProperty.call(message, "groups") && (typeof message.groups === "object" ? message.groups.low || message.groups.high : message.groups !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.groups);
                if (message.responsesSuccess != null && $Object.hasOwnProperty.call(message, "responsesSuccess") && (typeof message.responsesSuccess === "object" ? message.responsesSuccess.low || message.responsesSuccess.high : message.responsesSuccess !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.responsesSuccess);
                if (message.responsesInvalid != null && $Object.hasOwnProperty.call(message, "responsesInvalid") && (typeof message.responsesInvalid === "object" ? message.responsesInvalid.low || message.responsesInvalid.high : message.responsesInvalid !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.responsesInvalid);
                if (message.responsesFailure != null && $Object.hasOwnProperty.call(message, "responsesFailure") && (typeof message.responsesFailure === "object" ? message.responsesFailure.low || message.responsesFailure.high : message.responsesFailure !== 0))
                    writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.responsesFailure);
                if (message.p50Us != null && $Object.hasOwnProperty.call(message, "p50Us") && !$Object.is(message.p50Us, 0))
                    writer.uint32(/* id 10, wireType 1 =*/81).double(message.p50Us);
                if (message.p99Us != null && $Object.hasOwnProperty.call(message, "p99Us") && !$Object.is(message.p99Us, 0))
                    writer.uint32(/* id 11, wireType 1 =*/89).double(message.p99Us);
                if (message.elapsedS != null && $Object.hasOwnProperty.call(message, "elapsedS") && !$Object.is(message.elapsedS, 0))
                    writer.uint32(/* id 12, wireType 1 =*/97).double(message.elapsedS);
                if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256 !== "")
                    writer.uint32(/* id 13, wireType 2 =*/106).string(message.sha256);
                if (message.accessesOk != null && $Object.hasOwnProperty.call(message, "accessesOk") && (typeof message.accessesOk === "object" ? message.accessesOk.low || message.accessesOk.high : message.accessesOk !== 0))
                    writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.accessesOk);
                if (message.accessesFailed != null && $Object.hasOwnProperty.call(message, "accessesFailed") && (typeof message.accessesFailed === "object" ? message.accessesFailed.low || message.accessesFailed.high : message.accessesFailed !== 0))
                    writer.uint32(/* id 15, wireType 0 =*/120).uint64(message.accessesFailed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a WorkloadResult message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.WorkloadResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.WorkloadResult & faultline.v1.WorkloadResult.$Shape} WorkloadResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            WorkloadResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.WorkloadResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ok = value;
                            else
                                delete message.ok;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.faults = value;
                            else
                                delete message.faults;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.groups = value;
                            else
                                delete message.groups;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesSuccess = value;
                            else
                                delete message.responsesSuccess;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesInvalid = value;
                            else
                                delete message.responsesInvalid;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.responsesFailure = value;
                            else
                                delete message.responsesFailure;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p50Us = value;
                            else
                                delete message.p50Us;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.p99Us = value;
                            else
                                delete message.p99Us;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.elapsedS = value;
                            else
                                delete message.elapsedS;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sha256 = value;
                            else
                                delete message.sha256;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.accessesOk = value;
                            else
                                delete message.accessesOk;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.accessesFailed = value;
                            else
                                delete message.accessesFailed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WorkloadResult;
        })();

        v1.WatchRequest = (function() {

            /**
             * Properties of a WatchRequest.
             * @typedef {Object} faultline.v1.WatchRequest.$Properties
             * @property {number|null} [intervalMs] WatchRequest intervalMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a WatchRequest.
             * @memberof faultline.v1
             * @interface IWatchRequest
             * @augments faultline.v1.WatchRequest.$Properties
             * @deprecated Use faultline.v1.WatchRequest.$Properties instead.
             */

            /**
             * Shape of a WatchRequest.
             * @typedef {faultline.v1.WatchRequest.$Properties} faultline.v1.WatchRequest.$Shape
             */

            /**
             * Constructs a new WatchRequest.
             * @memberof faultline.v1
             * @classdesc Represents a WatchRequest.
             * @constructor
             * @param {faultline.v1.WatchRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const WatchRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WatchRequest intervalMs.
             * @member {number} intervalMs
             * @memberof faultline.v1.WatchRequest
             * @instance
             */
            WatchRequest.prototype.intervalMs = 0;

            /**
             * Creates a new WatchRequest instance using the specified properties.
             * @function create
             * @memberof faultline.v1.WatchRequest
             * @static
             * @param {faultline.v1.WatchRequest.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.WatchRequest} WatchRequest instance
             * @type {{
             *   (properties: faultline.v1.WatchRequest.$Shape): faultline.v1.WatchRequest & faultline.v1.WatchRequest.$Shape;
             *   (properties?: faultline.v1.WatchRequest.$Properties): faultline.v1.WatchRequest;
             * }}
             */
            WatchRequest.create = function(properties) {
                return new WatchRequest(properties);
            };

            /**
             * Encodes the specified WatchRequest message. Does not implicitly {@link faultline.v1.WatchRequest.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.WatchRequest
             * @static
             * @param {faultline.v1.WatchRequest.$Properties} message WatchRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            WatchRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs") && message.intervalMs !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.intervalMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a WatchRequest message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.WatchRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.WatchRequest & faultline.v1.WatchRequest.$Shape} WatchRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            WatchRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.WatchRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.intervalMs = value;
                            else
                                delete message.intervalMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WatchRequest;
        })();

        v1.WatchResponse = (function() {

            /**
             * Properties of a WatchResponse.
             * @typedef {Object} faultline.v1.WatchResponse.$Properties
             * @property {Array.<faultline.v1.DeviceStatus.$Properties>|null} [devices] WatchResponse devices
             * @property {Array.<faultline.v1.GuestStatus.$Properties>|null} [guests] WatchResponse guests
             * @property {number|null} [uptimeS] WatchResponse uptimeS
             * @property {faultline.v1.HostStatus.$Properties|null} [host] WatchResponse host
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a WatchResponse.
             * @memberof faultline.v1
             * @interface IWatchResponse
             * @augments faultline.v1.WatchResponse.$Properties
             * @deprecated Use faultline.v1.WatchResponse.$Properties instead.
             */

            /**
             * Shape of a WatchResponse.
             * @typedef {faultline.v1.WatchResponse.$Properties} faultline.v1.WatchResponse.$Shape
             */

            /**
             * Constructs a new WatchResponse.
             * @memberof faultline.v1
             * @classdesc Represents a WatchResponse.
             * @constructor
             * @param {faultline.v1.WatchResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const WatchResponse = function (properties) {
                this.devices = [];
                this.guests = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * WatchResponse devices.
             * @member {Array.<faultline.v1.DeviceStatus.$Properties>} devices
             * @memberof faultline.v1.WatchResponse
             * @instance
             */
            WatchResponse.prototype.devices = $util.emptyArray;

            /**
             * WatchResponse guests.
             * @member {Array.<faultline.v1.GuestStatus.$Properties>} guests
             * @memberof faultline.v1.WatchResponse
             * @instance
             */
            WatchResponse.prototype.guests = $util.emptyArray;

            /**
             * WatchResponse uptimeS.
             * @member {number} uptimeS
             * @memberof faultline.v1.WatchResponse
             * @instance
             */
            WatchResponse.prototype.uptimeS = 0;

            /**
             * WatchResponse host.
             * @member {faultline.v1.HostStatus.$Properties|null|undefined} host
             * @memberof faultline.v1.WatchResponse
             * @instance
             */
            WatchResponse.prototype.host = null;

            /**
             * Creates a new WatchResponse instance using the specified properties.
             * @function create
             * @memberof faultline.v1.WatchResponse
             * @static
             * @param {faultline.v1.WatchResponse.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.WatchResponse} WatchResponse instance
             * @type {{
             *   (properties: faultline.v1.WatchResponse.$Shape): faultline.v1.WatchResponse & faultline.v1.WatchResponse.$Shape;
             *   (properties?: faultline.v1.WatchResponse.$Properties): faultline.v1.WatchResponse;
             * }}
             */
            WatchResponse.create = function(properties) {
                return new WatchResponse(properties);
            };

            /**
             * Encodes the specified WatchResponse message. Does not implicitly {@link faultline.v1.WatchResponse.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.WatchResponse
             * @static
             * @param {faultline.v1.WatchResponse.$Properties} message WatchResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            WatchResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        $root.faultline.v1.DeviceStatus.encode(message.devices[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.guests != null && message.guests.length)
                    for (let i = 0; i < message.guests.length; ++i)
                        $root.faultline.v1.GuestStatus.encode(message.guests[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.uptimeS != null && $Object.hasOwnProperty.call(message, "uptimeS") && !$Object.is(message.uptimeS, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.uptimeS);
                if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                    $root.faultline.v1.HostStatus.encode(message.host, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a WatchResponse message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.WatchResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.WatchResponse & faultline.v1.WatchResponse.$Shape} WatchResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            WatchResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.WatchResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push($root.faultline.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.guests && message.guests.length))
                                message.guests = [];
                            message.guests.push($root.faultline.v1.GuestStatus.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.uptimeS = value;
                            else
                                delete message.uptimeS;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.host = $root.faultline.v1.HostStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.host);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return WatchResponse;
        })();

        /**
         * ErrorCode enum.
         * @name faultline.v1.ErrorCode
         * @enum {number}
         * @property {number} ERROR_CODE_UNSPECIFIED=0 ERROR_CODE_UNSPECIFIED value
         * @property {number} INTERNAL=1 INTERNAL value
         * @property {number} MALFORMED_MESSAGE=2 MALFORMED_MESSAGE value
         * @property {number} COLUMN_LENGTH=3 COLUMN_LENGTH value
         * @property {number} OUT_OF_ORDER=4 OUT_OF_ORDER value
         * @property {number} PROTOCOL_VERSION=5 PROTOCOL_VERSION value
         * @property {number} UNKNOWN_GUEST=6 UNKNOWN_GUEST value
         * @property {number} UNKNOWN_DEVICE=7 UNKNOWN_DEVICE value
         * @property {number} NOT_ASSIGNED=8 NOT_ASSIGNED value
         * @property {number} DEVICE_TAKEN=9 DEVICE_TAKEN value
         * @property {number} DEVICE_BUSY=10 DEVICE_BUSY value
         * @property {number} UNKNOWN_GROUP=11 UNKNOWN_GROUP value
         * @property {number} DUPLICATE_RESPONSE=12 DUPLICATE_RESPONSE value
         * @property {number} LATE_RESPONSE=13 LATE_RESPONSE value
         * @property {number} REVOKED_GROUP=14 REVOKED_GROUP value
         * @property {number} FOREIGN_GROUP=15 FOREIGN_GROUP value
         * @property {number} BAD_RESPONSE_CODE=16 BAD_RESPONSE_CODE value
         * @property {number} UNKNOWN_SPACE=17 UNKNOWN_SPACE value
         * @property {number} PASID_UNAVAILABLE=18 PASID_UNAVAILABLE value
         * @property {number} BAD_PAGE=19 BAD_PAGE value
         * @property {number} BAD_FRAME=20 BAD_FRAME value
         * @property {number} FRAME_IN_USE=21 FRAME_IN_USE value
         * @property {number} PAGE_MAPPED=22 PAGE_MAPPED value
         * @property {number} PAGE_NOT_MAPPED=23 PAGE_NOT_MAPPED value
         * @property {number} BAD_PERMISSION=24 BAD_PERMISSION value
         * @property {number} RESOURCE_EXHAUSTED=25 RESOURCE_EXHAUSTED value
         * @property {number} MESSAGE_TOO_LARGE=26 MESSAGE_TOO_LARGE value
         * @property {number} UNMAPPED_ADDRESS=27 UNMAPPED_ADDRESS value
         * @property {number} ACCESS_DENIED=28 ACCESS_DENIED value
         * @property {number} PAGER_READ=29 PAGER_READ value
         * @property {number} PAGER_WRITE=30 PAGER_WRITE value
         * @property {number} CONFIG=31 CONFIG value
         * @property {number} ADDRESS=32 ADDRESS value
         * @property {number} INSECURE=33 INSECURE value
         * @property {number} UNAVAILABLE=34 UNAVAILABLE value
         * @property {number} HEARTBEAT_LOST=35 HEARTBEAT_LOST value
         * @property {number} WORKLOAD=36 WORKLOAD value
         * @property {number} DEVICE_ERROR=37 DEVICE_ERROR value
         * @property {number} LIVELOCK=38 LIVELOCK value
         * @property {number} TIMEOUT=39 TIMEOUT value
         * @property {number} TRACE_FORMAT=40 TRACE_FORMAT value
         * @property {number} NO_AGENT=41 NO_AGENT value
         * @property {number} UNKNOWN_DRIVER=42 UNKNOWN_DRIVER value
         * @property {number} DRIVER_MISMATCH=43 DRIVER_MISMATCH value
         * @property {number} CANNOT_INJECT=44 CANNOT_INJECT value
         * @property {number} SESSION_UNKNOWN=45 SESSION_UNKNOWN value
         * @property {number} SESSION_TAKEN=46 SESSION_TAKEN value
         * @property {number} DRAINING=47 DRAINING value
         * @property {number} SLOW_CONSUMER=53 SLOW_CONSUMER value
         */
        v1.ErrorCode = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "ERROR_CODE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "INTERNAL"] = 1;
            values[valuesById[2] = "MALFORMED_MESSAGE"] = 2;
            values[valuesById[3] = "COLUMN_LENGTH"] = 3;
            values[valuesById[4] = "OUT_OF_ORDER"] = 4;
            values[valuesById[5] = "PROTOCOL_VERSION"] = 5;
            values[valuesById[6] = "UNKNOWN_GUEST"] = 6;
            values[valuesById[7] = "UNKNOWN_DEVICE"] = 7;
            values[valuesById[8] = "NOT_ASSIGNED"] = 8;
            values[valuesById[9] = "DEVICE_TAKEN"] = 9;
            values[valuesById[10] = "DEVICE_BUSY"] = 10;
            values[valuesById[11] = "UNKNOWN_GROUP"] = 11;
            values[valuesById[12] = "DUPLICATE_RESPONSE"] = 12;
            values[valuesById[13] = "LATE_RESPONSE"] = 13;
            values[valuesById[14] = "REVOKED_GROUP"] = 14;
            values[valuesById[15] = "FOREIGN_GROUP"] = 15;
            values[valuesById[16] = "BAD_RESPONSE_CODE"] = 16;
            values[valuesById[17] = "UNKNOWN_SPACE"] = 17;
            values[valuesById[18] = "PASID_UNAVAILABLE"] = 18;
            values[valuesById[19] = "BAD_PAGE"] = 19;
            values[valuesById[20] = "BAD_FRAME"] = 20;
            values[valuesById[21] = "FRAME_IN_USE"] = 21;
            values[valuesById[22] = "PAGE_MAPPED"] = 22;
            values[valuesById[23] = "PAGE_NOT_MAPPED"] = 23;
            values[valuesById[24] = "BAD_PERMISSION"] = 24;
            values[valuesById[25] = "RESOURCE_EXHAUSTED"] = 25;
            values[valuesById[26] = "MESSAGE_TOO_LARGE"] = 26;
            values[valuesById[27] = "UNMAPPED_ADDRESS"] = 27;
            values[valuesById[28] = "ACCESS_DENIED"] = 28;
            values[valuesById[29] = "PAGER_READ"] = 29;
            values[valuesById[30] = "PAGER_WRITE"] = 30;
            values[valuesById[31] = "CONFIG"] = 31;
            values[valuesById[32] = "ADDRESS"] = 32;
            values[valuesById[33] = "INSECURE"] = 33;
            values[valuesById[34] = "UNAVAILABLE"] = 34;
            values[valuesById[35] = "HEARTBEAT_LOST"] = 35;
            values[valuesById[36] = "WORKLOAD"] = 36;
            values[valuesById[37] = "DEVICE_ERROR"] = 37;
            values[valuesById[38] = "LIVELOCK"] = 38;
            values[valuesById[39] = "TIMEOUT"] = 39;
            values[valuesById[40] = "TRACE_FORMAT"] = 40;
            values[valuesById[41] = "NO_AGENT"] = 41;
            values[valuesById[42] = "UNKNOWN_DRIVER"] = 42;
            values[valuesById[43] = "DRIVER_MISMATCH"] = 43;
            values[valuesById[44] = "CANNOT_INJECT"] = 44;
            values[valuesById[45] = "SESSION_UNKNOWN"] = 45;
            values[valuesById[46] = "SESSION_TAKEN"] = 46;
            values[valuesById[47] = "DRAINING"] = 47;
            values[valuesById[53] = "SLOW_CONSUMER"] = 53;
            return values;
        })();

        /**
         * IommuKind enum.
         * @name faultline.v1.IommuKind
         * @enum {number}
         * @property {number} IOMMU_KIND_UNSPECIFIED=0 IOMMU_KIND_UNSPECIFIED value
         * @property {number} IOMMU_KIND_VTD=1 IOMMU_KIND_VTD value
         * @property {number} IOMMU_KIND_SMMUV3=2 IOMMU_KIND_SMMUV3 value
         * @property {number} IOMMU_KIND_AMDVI=3 IOMMU_KIND_AMDVI value
         * @property {number} IOMMU_KIND_RISCV=4 IOMMU_KIND_RISCV value
         * @property {number} IOMMU_KIND_VIRTIO=5 IOMMU_KIND_VIRTIO value
         */
        v1.IommuKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "IOMMU_KIND_UNSPECIFIED"] = 0;
            values[valuesById[1] = "IOMMU_KIND_VTD"] = 1;
            values[valuesById[2] = "IOMMU_KIND_SMMUV3"] = 2;
            values[valuesById[3] = "IOMMU_KIND_AMDVI"] = 3;
            values[valuesById[4] = "IOMMU_KIND_RISCV"] = 4;
            values[valuesById[5] = "IOMMU_KIND_VIRTIO"] = 5;
            return values;
        })();

        /**
         * Bus enum.
         * @name faultline.v1.Bus
         * @enum {number}
         * @property {number} BUS_UNSPECIFIED=0 BUS_UNSPECIFIED value
         * @property {number} BUS_PCI=1 BUS_PCI value
         * @property {number} BUS_PLATFORM=2 BUS_PLATFORM value
         */
        v1.Bus = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "BUS_UNSPECIFIED"] = 0;
            values[valuesById[1] = "BUS_PCI"] = 1;
            values[valuesById[2] = "BUS_PLATFORM"] = 2;
            return values;
        })();

        v1.AgentMessage = (function() {

            /**
             * Properties of an AgentMessage.
             * @typedef {Object} faultline.v1.AgentMessage.$Properties
             * @property {faultline.v1.Hello.$Properties|null} [hello] AgentMessage hello
             * @property {Array.<faultline.v1.Bind.$Properties>|null} [bind] AgentMessage bind
             * @property {Array.<faultline.v1.Unbind.$Properties>|null} [unbind] AgentMessage unbind
             * @property {Array.<faultline.v1.MapBatch.$Properties>|null} [map] AgentMessage map
             * @property {faultline.v1.ResponseBatch.$Properties|null} [responses] AgentMessage responses
             * @property {Array.<faultline.v1.UnmapBatch.$Properties>|null} [unmap] AgentMessage unmap
             * @property {faultline.v1.CreditBatch.$Properties|null} [credits] AgentMessage credits
             * @property {faultline.v1.Heartbeat.$Properties|null} [heartbeat] AgentMessage heartbeat
             * @property {Array.<faultline.v1.SyncResult.$Properties>|null} [synced] AgentMessage synced
             * @property {faultline.v1.Leave.$Properties|null} [leave] AgentMessage leave
             * @property {number|null} [received] AgentMessage received
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AgentMessage.
             * @memberof faultline.v1
             * @interface IAgentMessage
             * @augments faultline.v1.AgentMessage.$Properties
             * @deprecated Use faultline.v1.AgentMessage.$Properties instead.
             */

            /**
             * Shape of an AgentMessage.
             * @typedef {faultline.v1.AgentMessage.$Properties} faultline.v1.AgentMessage.$Shape
             */

            /**
             * Constructs a new AgentMessage.
             * @memberof faultline.v1
             * @classdesc Represents an AgentMessage.
             * @constructor
             * @param {faultline.v1.AgentMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AgentMessage = function (properties) {
                this.bind = [];
                this.unbind = [];
                this.map = [];
                this.unmap = [];
                this.synced = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AgentMessage hello.
             * @member {faultline.v1.Hello.$Properties|null|undefined} hello
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.hello = null;

            /**
             * AgentMessage bind.
             * @member {Array.<faultline.v1.Bind.$Properties>} bind
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.bind = $util.emptyArray;

            /**
             * AgentMessage unbind.
             * @member {Array.<faultline.v1.Unbind.$Properties>} unbind
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.unbind = $util.emptyArray;

            /**
             * AgentMessage map.
             * @member {Array.<faultline.v1.MapBatch.$Properties>} map
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.map = $util.emptyArray;

            /**
             * AgentMessage responses.
             * @member {faultline.v1.ResponseBatch.$Properties|null|undefined} responses
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.responses = null;

            /**
             * AgentMessage unmap.
             * @member {Array.<faultline.v1.UnmapBatch.$Properties>} unmap
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.unmap = $util.emptyArray;

            /**
             * AgentMessage credits.
             * @member {faultline.v1.CreditBatch.$Properties|null|undefined} credits
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.credits = null;

            /**
             * AgentMessage heartbeat.
             * @member {faultline.v1.Heartbeat.$Properties|null|undefined} heartbeat
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.heartbeat = null;

            /**
             * AgentMessage synced.
             * @member {Array.<faultline.v1.SyncResult.$Properties>} synced
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.synced = $util.emptyArray;

            /**
             * AgentMessage leave.
             * @member {faultline.v1.Leave.$Properties|null|undefined} leave
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.leave = null;

            /**
             * AgentMessage received.
             * @member {number} received
             * @memberof faultline.v1.AgentMessage
             * @instance
             */
            AgentMessage.prototype.received = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new AgentMessage instance using the specified properties.
             * @function create
             * @memberof faultline.v1.AgentMessage
             * @static
             * @param {faultline.v1.AgentMessage.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.AgentMessage} AgentMessage instance
             * @type {{
             *   (properties: faultline.v1.AgentMessage.$Shape): faultline.v1.AgentMessage & faultline.v1.AgentMessage.$Shape;
             *   (properties?: faultline.v1.AgentMessage.$Properties): faultline.v1.AgentMessage;
             * }}
             */
            AgentMessage.create = function(properties) {
                return new AgentMessage(properties);
            };

            /**
             * Encodes the specified AgentMessage message. Does not implicitly {@link faultline.v1.AgentMessage.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.AgentMessage
             * @static
             * @param {faultline.v1.AgentMessage.$Properties} message AgentMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AgentMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.faultline.v1.Hello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.bind != null && message.bind.length)
                    for (let i = 0; i < message.bind.length; ++i)
                        $root.faultline.v1.Bind.encode(message.bind[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.unbind != null && message.unbind.length)
                    for (let i = 0; i < message.unbind.length; ++i)
                        $root.faultline.v1.Unbind.encode(message.unbind[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.map != null && message.map.length)
                    for (let i = 0; i < message.map.length; ++i)
                        $root.faultline.v1.MapBatch.encode(message.map[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.responses != null && $Object.hasOwnProperty.call(message, "responses"))
                    $root.faultline.v1.ResponseBatch.encode(message.responses, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.unmap != null && message.unmap.length)
                    for (let i = 0; i < message.unmap.length; ++i)
                        $root.faultline.v1.UnmapBatch.encode(message.unmap[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.credits != null && $Object.hasOwnProperty.call(message, "credits"))
                    $root.faultline.v1.CreditBatch.encode(message.credits, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                    $root.faultline.v1.Heartbeat.encode(message.heartbeat, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.synced != null && message.synced.length)
                    for (let i = 0; i < message.synced.length; ++i)
                        $root.faultline.v1.SyncResult.encode(message.synced[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.leave != null && $Object.hasOwnProperty.call(message, "leave"))
                    $root.faultline.v1.Leave.encode(message.leave, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.received != null && $Object.hasOwnProperty.call(message, "received") && (typeof message.received === "object" ? message.received.low || message.received.high : message.received !== 0))
                    writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.received);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AgentMessage message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.AgentMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.AgentMessage & faultline.v1.AgentMessage.$Shape} AgentMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AgentMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.AgentMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.faultline.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.bind && message.bind.length))
                                message.bind = [];
                            message.bind.push($root.faultline.v1.Bind.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.unbind && message.unbind.length))
                                message.unbind = [];
                            message.unbind.push($root.faultline.v1.Unbind.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.map && message.map.length))
                                message.map = [];
                            message.map.push($root.faultline.v1.MapBatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.responses = $root.faultline.v1.ResponseBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.responses);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.unmap && message.unmap.length))
                                message.unmap = [];
                            message.unmap.push($root.faultline.v1.UnmapBatch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.credits = $root.faultline.v1.CreditBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.credits);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.heartbeat = $root.faultline.v1.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.synced && message.synced.length))
                                message.synced = [];
                            message.synced.push($root.faultline.v1.SyncResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.leave = $root.faultline.v1.Leave.decode(reader, reader.size(), $undefined, _depth + 1, message.leave);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.received = value;
                            else
                                delete message.received;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AgentMessage;
        })();

        v1.HostMessage = (function() {

            /**
             * Properties of a HostMessage.
             * @typedef {Object} faultline.v1.HostMessage.$Properties
             * @property {faultline.v1.Welcome.$Properties|null} [welcome] HostMessage welcome
             * @property {Array.<faultline.v1.DeviceInfo.$Properties>|null} [assigned] HostMessage assigned
             * @property {Array.<faultline.v1.RequestResult.$Properties>|null} [results] HostMessage results
             * @property {faultline.v1.FaultBatch.$Properties|null} [faults] HostMessage faults
             * @property {Array.<faultline.v1.UnmapResult.$Properties>|null} [unmapped] HostMessage unmapped
             * @property {faultline.v1.ExpiredBatch.$Properties|null} [expired] HostMessage expired
             * @property {faultline.v1.RefusedResponses.$Properties|null} [refused] HostMessage refused
             * @property {Array.<faultline.v1.Revoked.$Properties>|null} [revoked] HostMessage revoked
             * @property {faultline.v1.EventBatch.$Properties|null} [events] HostMessage events
             * @property {faultline.v1.Heartbeat.$Properties|null} [heartbeat] HostMessage heartbeat
             * @property {Array.<faultline.v1.Sync.$Properties>|null} [sync] HostMessage sync
             * @property {faultline.v1.Left.$Properties|null} [left] HostMessage left
             * @property {faultline.v1.Fatal.$Properties|null} [fatal] HostMessage fatal
             * @property {faultline.v1.Drain.$Properties|null} [drain] HostMessage drain
             * @property {faultline.v1.Inventory.$Properties|null} [inventory] HostMessage inventory
             * @property {Array.<faultline.v1.SlowConsumer.$Properties>|null} [slow] HostMessage slow
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HostMessage.
             * @memberof faultline.v1
             * @interface IHostMessage
             * @augments faultline.v1.HostMessage.$Properties
             * @deprecated Use faultline.v1.HostMessage.$Properties instead.
             */

            /**
             * Shape of a HostMessage.
             * @typedef {faultline.v1.HostMessage.$Properties} faultline.v1.HostMessage.$Shape
             */

            /**
             * Constructs a new HostMessage.
             * @memberof faultline.v1
             * @classdesc Represents a HostMessage.
             * @constructor
             * @param {faultline.v1.HostMessage.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HostMessage = function (properties) {
                this.assigned = [];
                this.results = [];
                this.unmapped = [];
                this.revoked = [];
                this.sync = [];
                this.slow = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HostMessage welcome.
             * @member {faultline.v1.Welcome.$Properties|null|undefined} welcome
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.welcome = null;

            /**
             * HostMessage assigned.
             * @member {Array.<faultline.v1.DeviceInfo.$Properties>} assigned
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.assigned = $util.emptyArray;

            /**
             * HostMessage results.
             * @member {Array.<faultline.v1.RequestResult.$Properties>} results
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.results = $util.emptyArray;

            /**
             * HostMessage faults.
             * @member {faultline.v1.FaultBatch.$Properties|null|undefined} faults
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.faults = null;

            /**
             * HostMessage unmapped.
             * @member {Array.<faultline.v1.UnmapResult.$Properties>} unmapped
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.unmapped = $util.emptyArray;

            /**
             * HostMessage expired.
             * @member {faultline.v1.ExpiredBatch.$Properties|null|undefined} expired
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.expired = null;

            /**
             * HostMessage refused.
             * @member {faultline.v1.RefusedResponses.$Properties|null|undefined} refused
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.refused = null;

            /**
             * HostMessage revoked.
             * @member {Array.<faultline.v1.Revoked.$Properties>} revoked
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.revoked = $util.emptyArray;

            /**
             * HostMessage events.
             * @member {faultline.v1.EventBatch.$Properties|null|undefined} events
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.events = null;

            /**
             * HostMessage heartbeat.
             * @member {faultline.v1.Heartbeat.$Properties|null|undefined} heartbeat
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.heartbeat = null;

            /**
             * HostMessage sync.
             * @member {Array.<faultline.v1.Sync.$Properties>} sync
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.sync = $util.emptyArray;

            /**
             * HostMessage left.
             * @member {faultline.v1.Left.$Properties|null|undefined} left
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.left = null;

            /**
             * HostMessage fatal.
             * @member {faultline.v1.Fatal.$Properties|null|undefined} fatal
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.fatal = null;

            /**
             * HostMessage drain.
             * @member {faultline.v1.Drain.$Properties|null|undefined} drain
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.drain = null;

            /**
             * HostMessage inventory.
             * @member {faultline.v1.Inventory.$Properties|null|undefined} inventory
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.inventory = null;

            /**
             * HostMessage slow.
             * @member {Array.<faultline.v1.SlowConsumer.$Properties>} slow
             * @memberof faultline.v1.HostMessage
             * @instance
             */
            HostMessage.prototype.slow = $util.emptyArray;

            /**
             * Creates a new HostMessage instance using the specified properties.
             * @function create
             * @memberof faultline.v1.HostMessage
             * @static
             * @param {faultline.v1.HostMessage.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.HostMessage} HostMessage instance
             * @type {{
             *   (properties: faultline.v1.HostMessage.$Shape): faultline.v1.HostMessage & faultline.v1.HostMessage.$Shape;
             *   (properties?: faultline.v1.HostMessage.$Properties): faultline.v1.HostMessage;
             * }}
             */
            HostMessage.create = function(properties) {
                return new HostMessage(properties);
            };

            /**
             * Encodes the specified HostMessage message. Does not implicitly {@link faultline.v1.HostMessage.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.HostMessage
             * @static
             * @param {faultline.v1.HostMessage.$Properties} message HostMessage message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HostMessage.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome"))
                    $root.faultline.v1.Welcome.encode(message.welcome, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.assigned != null && message.assigned.length)
                    for (let i = 0; i < message.assigned.length; ++i)
                        $root.faultline.v1.DeviceInfo.encode(message.assigned[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.results != null && message.results.length)
                    for (let i = 0; i < message.results.length; ++i)
                        $root.faultline.v1.RequestResult.encode(message.results[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.faults != null && $Object.hasOwnProperty.call(message, "faults"))
                    $root.faultline.v1.FaultBatch.encode(message.faults, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.unmapped != null && message.unmapped.length)
                    for (let i = 0; i < message.unmapped.length; ++i)
                        $root.faultline.v1.UnmapResult.encode(message.unmapped[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.expired != null && $Object.hasOwnProperty.call(message, "expired"))
                    $root.faultline.v1.ExpiredBatch.encode(message.expired, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                    $root.faultline.v1.RefusedResponses.encode(message.refused, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.revoked != null && message.revoked.length)
                    for (let i = 0; i < message.revoked.length; ++i)
                        $root.faultline.v1.Revoked.encode(message.revoked[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.events != null && $Object.hasOwnProperty.call(message, "events"))
                    $root.faultline.v1.EventBatch.encode(message.events, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
                    $root.faultline.v1.Heartbeat.encode(message.heartbeat, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.sync != null && message.sync.length)
                    for (let i = 0; i < message.sync.length; ++i)
                        $root.faultline.v1.Sync.encode(message.sync[i], writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.left != null && $Object.hasOwnProperty.call(message, "left"))
                    $root.faultline.v1.Left.encode(message.left, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.fatal != null && $Object.hasOwnProperty.call(message, "fatal"))
                    $root.faultline.v1.Fatal.encode(message.fatal, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.slow != null && message.slow.length)
                    for (let i = 0; i < message.slow.length; ++i)
                        $root.faultline.v1.SlowConsumer.encode(message.slow[i], writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.drain != null && $Object.hasOwnProperty.call(message, "drain"))
                    $root.faultline.v1.Drain.encode(message.drain, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.inventory != null && $Object.hasOwnProperty.call(message, "inventory"))
                    $root.faultline.v1.Inventory.encode(message.inventory, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HostMessage message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.HostMessage
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.HostMessage & faultline.v1.HostMessage.$Shape} HostMessage
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HostMessage.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.HostMessage();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.welcome = $root.faultline.v1.Welcome.decode(reader, reader.size(), $undefined, _depth + 1, message.welcome);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.assigned && message.assigned.length))
                                message.assigned = [];
                            message.assigned.push($root.faultline.v1.DeviceInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.results && message.results.length))
                                message.results = [];
                            message.results.push($root.faultline.v1.RequestResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.faults = $root.faultline.v1.FaultBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.faults);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.unmapped && message.unmapped.length))
                                message.unmapped = [];
                            message.unmapped.push($root.faultline.v1.UnmapResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.expired = $root.faultline.v1.ExpiredBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.expired);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.refused = $root.faultline.v1.RefusedResponses.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.revoked && message.revoked.length))
                                message.revoked = [];
                            message.revoked.push($root.faultline.v1.Revoked.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.events = $root.faultline.v1.EventBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.events);
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.heartbeat = $root.faultline.v1.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sync && message.sync.length))
                                message.sync = [];
                            message.sync.push($root.faultline.v1.Sync.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.left = $root.faultline.v1.Left.decode(reader, reader.size(), $undefined, _depth + 1, message.left);
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.fatal = $root.faultline.v1.Fatal.decode(reader, reader.size(), $undefined, _depth + 1, message.fatal);
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.drain = $root.faultline.v1.Drain.decode(reader, reader.size(), $undefined, _depth + 1, message.drain);
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            message.inventory = $root.faultline.v1.Inventory.decode(reader, reader.size(), $undefined, _depth + 1, message.inventory);
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.slow && message.slow.length))
                                message.slow = [];
                            message.slow.push($root.faultline.v1.SlowConsumer.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return HostMessage;
        })();

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} faultline.v1.Hello.$Properties
             * @property {number|null} [protocolVersion] Hello protocolVersion
             * @property {string|null} [guest] Hello guest
             * @property {Array.<string>|null} [devices] Hello devices
             * @property {string|null} [agent] Hello agent
             * @property {Array.<string>|null} [features] Hello features
             * @property {string|null} [resumeSession] Hello resumeSession
             * @property {number|null} [frames] Hello frames
             * @property {faultline.v1.TakeOver|null} [takeOver] Hello takeOver
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hello.
             * @memberof faultline.v1
             * @interface IHello
             * @augments faultline.v1.Hello.$Properties
             * @deprecated Use faultline.v1.Hello.$Properties instead.
             */

            /**
             * Shape of a Hello.
             * @typedef {faultline.v1.Hello.$Properties} faultline.v1.Hello.$Shape
             */

            /**
             * Constructs a new Hello.
             * @memberof faultline.v1
             * @classdesc Represents a Hello.
             * @constructor
             * @param {faultline.v1.Hello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hello = function (properties) {
                this.devices = [];
                this.features = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Hello protocolVersion.
             * @member {number} protocolVersion
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.protocolVersion = 0;

            /**
             * Hello guest.
             * @member {string} guest
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.guest = "";

            /**
             * Hello devices.
             * @member {Array.<string>} devices
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.devices = $util.emptyArray;

            /**
             * Hello agent.
             * @member {string} agent
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.agent = "";

            /**
             * Hello features.
             * @member {Array.<string>} features
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.features = $util.emptyArray;

            /**
             * Hello resumeSession.
             * @member {string} resumeSession
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.resumeSession = "";

            /**
             * Hello frames.
             * @member {number} frames
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.frames = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Hello takeOver.
             * @member {faultline.v1.TakeOver} takeOver
             * @memberof faultline.v1.Hello
             * @instance
             */
            Hello.prototype.takeOver = 0;

            /**
             * Creates a new Hello instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Hello
             * @static
             * @param {faultline.v1.Hello.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Hello} Hello instance
             * @type {{
             *   (properties: faultline.v1.Hello.$Shape): faultline.v1.Hello & faultline.v1.Hello.$Shape;
             *   (properties?: faultline.v1.Hello.$Properties): faultline.v1.Hello;
             * }}
             */
            Hello.create = function(properties) {
                return new Hello(properties);
            };

            /**
             * Encodes the specified Hello message. Does not implicitly {@link faultline.v1.Hello.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Hello
             * @static
             * @param {faultline.v1.Hello.$Properties} message Hello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.guest != null && $Object.hasOwnProperty.call(message, "guest") && message.guest !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.guest);
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.devices[i]);
                if (message.agent != null && $Object.hasOwnProperty.call(message, "agent") && message.agent !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.agent);
                if (message.features != null && message.features.length)
                    for (let i = 0; i < message.features.length; ++i)
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.features[i]);
                if (message.resumeSession != null && $Object.hasOwnProperty.call(message, "resumeSession") && message.resumeSession !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.resumeSession);
                if (message.frames != null && $Object.hasOwnProperty.call(message, "frames") && (typeof message.frames === "object" ? message.frames.low || message.frames.high : message.frames !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.frames);
                if (message.takeOver != null && $Object.hasOwnProperty.call(message, "takeOver") && message.takeOver !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).int32(message.takeOver);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Hello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Hello & faultline.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.guest = value;
                            else
                                delete message.guest;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.agent = value;
                            else
                                delete message.agent;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.features && message.features.length))
                                message.features = [];
                            message.features.push(reader.stringVerify());
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.resumeSession = value;
                            else
                                delete message.resumeSession;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.frames = value;
                            else
                                delete message.frames;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.takeOver = value;
                            else
                                delete message.takeOver;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Hello;
        })();

        /**
         * TakeOver enum.
         * @name faultline.v1.TakeOver
         * @enum {number}
         * @property {number} TAKE_OVER_NONE=0 TAKE_OVER_NONE value
         * @property {number} TAKE_OVER_SUSPENDED=1 TAKE_OVER_SUSPENDED value
         * @property {number} TAKE_OVER_LIVE=2 TAKE_OVER_LIVE value
         */
        v1.TakeOver = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "TAKE_OVER_NONE"] = 0;
            values[valuesById[1] = "TAKE_OVER_SUSPENDED"] = 1;
            values[valuesById[2] = "TAKE_OVER_LIVE"] = 2;
            return values;
        })();

        v1.Welcome = (function() {

            /**
             * Properties of a Welcome.
             * @typedef {Object} faultline.v1.Welcome.$Properties
             * @property {number|null} [protocolVersion] Welcome protocolVersion
             * @property {string|null} [session] Welcome session
             * @property {Array.<faultline.v1.DeviceInfo.$Properties>|null} [devices] Welcome devices
             * @property {number|null} [frames] Welcome frames
             * @property {number|null} [pageSize] Welcome pageSize
             * @property {number|null} [pageLimit] Welcome pageLimit
             * @property {faultline.v1.Limits.$Properties|null} [limits] Welcome limits
             * @property {Array.<string>|null} [features] Welcome features
             * @property {number|null} [firstFrame] Welcome firstFrame
             * @property {boolean|null} [resumed] Welcome resumed
             * @property {number|null} [resumeMs] Welcome resumeMs
             * @property {number|null} [messagesBefore] Welcome messagesBefore
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Welcome.
             * @memberof faultline.v1
             * @interface IWelcome
             * @augments faultline.v1.Welcome.$Properties
             * @deprecated Use faultline.v1.Welcome.$Properties instead.
             */

            /**
             * Shape of a Welcome.
             * @typedef {faultline.v1.Welcome.$Properties} faultline.v1.Welcome.$Shape
             */

            /**
             * Constructs a new Welcome.
             * @memberof faultline.v1
             * @classdesc Represents a Welcome.
             * @constructor
             * @param {faultline.v1.Welcome.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Welcome = function (properties) {
                this.devices = [];
                this.features = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Welcome protocolVersion.
             * @member {number} protocolVersion
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.protocolVersion = 0;

            /**
             * Welcome session.
             * @member {string} session
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.session = "";

            /**
             * Welcome devices.
             * @member {Array.<faultline.v1.DeviceInfo.$Properties>} devices
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.devices = $util.emptyArray;

            /**
             * Welcome frames.
             * @member {number} frames
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.frames = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Welcome pageSize.
             * @member {number} pageSize
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.pageSize = 0;

            /**
             * Welcome pageLimit.
             * @member {number} pageLimit
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.pageLimit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Welcome limits.
             * @member {faultline.v1.Limits.$Properties|null|undefined} limits
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.limits = null;

            /**
             * Welcome features.
             * @member {Array.<string>} features
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.features = $util.emptyArray;

            /**
             * Welcome firstFrame.
             * @member {number} firstFrame
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.firstFrame = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Welcome resumed.
             * @member {boolean} resumed
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.resumed = false;

            /**
             * Welcome resumeMs.
             * @member {number} resumeMs
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.resumeMs = 0;

            /**
             * Welcome messagesBefore.
             * @member {number} messagesBefore
             * @memberof faultline.v1.Welcome
             * @instance
             */
            Welcome.prototype.messagesBefore = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new Welcome instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Welcome
             * @static
             * @param {faultline.v1.Welcome.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Welcome} Welcome instance
             * @type {{
             *   (properties: faultline.v1.Welcome.$Shape): faultline.v1.Welcome & faultline.v1.Welcome.$Shape;
             *   (properties?: faultline.v1.Welcome.$Properties): faultline.v1.Welcome;
             * }}
             */
            Welcome.create = function(properties) {
                return new Welcome(properties);
            };

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link faultline.v1.Welcome.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Welcome
             * @static
             * @param {faultline.v1.Welcome.$Properties} message Welcome message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Welcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocolVersion != null && $Object.hasOwnProperty.call(message, "protocolVersion") && message.protocolVersion !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolVersion);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.session);
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        $root.faultline.v1.DeviceInfo.encode(message.devices[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.frames != null && $Object.hasOwnProperty.call(message, "frames") && (typeof message.frames === "object" ? message.frames.low || message.frames.high : message.frames !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.frames);
                if (message.pageSize != null && $Object.hasOwnProperty.call(message, "pageSize") && message.pageSize !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.pageSize);
                if (message.pageLimit != null && $Object.hasOwnProperty.call(message, "pageLimit") && (typeof message.pageLimit === "object" ? message.pageLimit.low || message.pageLimit.high : message.pageLimit !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.pageLimit);
                if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
                    $root.faultline.v1.Limits.encode(message.limits, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.features != null && message.features.length)
                    for (let i = 0; i < message.features.length; ++i)
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.features[i]);
                if (message.firstFrame != null && $Object.hasOwnProperty.call(message, "firstFrame") && (typeof message.firstFrame === "object" ? message.firstFrame.low || message.firstFrame.high : message.firstFrame !== 0))
                    writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.firstFrame);
                if (message.resumed != null && $Object.hasOwnProperty.call(message, "resumed") && message.resumed !== false)
                    writer.uint32(/* id 10, wireType 0 =*/80).bool(message.resumed);
                if (message.resumeMs != null && $Object.hasOwnProperty.call(message, "resumeMs") && message.resumeMs !== 0)
                    writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.resumeMs);
                if (message.messagesBefore != null && $Object.hasOwnProperty.call(message, "messagesBefore") && (typeof message.messagesBefore === "object" ? message.messagesBefore.low || message.messagesBefore.high : message.messagesBefore !== 0))
                    writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.messagesBefore);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Welcome
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Welcome & faultline.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Welcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Welcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.protocolVersion = value;
                            else
                                delete message.protocolVersion;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push($root.faultline.v1.DeviceInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.frames = value;
                            else
                                delete message.frames;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pageSize = value;
                            else
                                delete message.pageSize;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.pageLimit = value;
                            else
                                delete message.pageLimit;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.limits = $root.faultline.v1.Limits.decode(reader, reader.size(), $undefined, _depth + 1, message.limits);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.features && message.features.length))
                                message.features = [];
                            message.features.push(reader.stringVerify());
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.firstFrame = value;
                            else
                                delete message.firstFrame;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.resumed = value;
                            else
                                delete message.resumed;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.resumeMs = value;
                            else
                                delete message.resumeMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.messagesBefore = value;
                            else
                                delete message.messagesBefore;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Welcome;
        })();

        v1.Limits = (function() {

            /**
             * Properties of a Limits.
             * @typedef {Object} faultline.v1.Limits.$Properties
             * @property {number|null} [batchRows] Limits batchRows
             * @property {number|null} [messageBytes] Limits messageBytes
             * @property {number|null} [unmapsOutstanding] Limits unmapsOutstanding
             * @property {number|null} [heartbeatTimeoutMs] Limits heartbeatTimeoutMs
             * @property {number|null} [spaces] Limits spaces
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Limits.
             * @memberof faultline.v1
             * @interface ILimits
             * @augments faultline.v1.Limits.$Properties
             * @deprecated Use faultline.v1.Limits.$Properties instead.
             */

            /**
             * Shape of a Limits.
             * @typedef {faultline.v1.Limits.$Properties} faultline.v1.Limits.$Shape
             */

            /**
             * Constructs a new Limits.
             * @memberof faultline.v1
             * @classdesc Represents a Limits.
             * @constructor
             * @param {faultline.v1.Limits.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Limits = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Limits batchRows.
             * @member {number} batchRows
             * @memberof faultline.v1.Limits
             * @instance
             */
            Limits.prototype.batchRows = 0;

            /**
             * Limits messageBytes.
             * @member {number} messageBytes
             * @memberof faultline.v1.Limits
             * @instance
             */
            Limits.prototype.messageBytes = 0;

            /**
             * Limits unmapsOutstanding.
             * @member {number} unmapsOutstanding
             * @memberof faultline.v1.Limits
             * @instance
             */
            Limits.prototype.unmapsOutstanding = 0;

            /**
             * Limits heartbeatTimeoutMs.
             * @member {number} heartbeatTimeoutMs
             * @memberof faultline.v1.Limits
             * @instance
             */
            Limits.prototype.heartbeatTimeoutMs = 0;

            /**
             * Limits spaces.
             * @member {number} spaces
             * @memberof faultline.v1.Limits
             * @instance
             */
            Limits.prototype.spaces = 0;

            /**
             * Creates a new Limits instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Limits
             * @static
             * @param {faultline.v1.Limits.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Limits} Limits instance
             * @type {{
             *   (properties: faultline.v1.Limits.$Shape): faultline.v1.Limits & faultline.v1.Limits.$Shape;
             *   (properties?: faultline.v1.Limits.$Properties): faultline.v1.Limits;
             * }}
             */
            Limits.create = function(properties) {
                return new Limits(properties);
            };

            /**
             * Encodes the specified Limits message. Does not implicitly {@link faultline.v1.Limits.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Limits
             * @static
             * @param {faultline.v1.Limits.$Properties} message Limits message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Limits.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.batchRows != null && $Object.hasOwnProperty.call(message, "batchRows") && message.batchRows !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.batchRows);
                if (message.messageBytes != null && $Object.hasOwnProperty.call(message, "messageBytes") && message.messageBytes !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.messageBytes);
                if (message.unmapsOutstanding != null && $Object.hasOwnProperty.call(message, "unmapsOutstanding") && message.unmapsOutstanding !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.unmapsOutstanding);
                if (message.heartbeatTimeoutMs != null && $Object.hasOwnProperty.call(message, "heartbeatTimeoutMs") && message.heartbeatTimeoutMs !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.heartbeatTimeoutMs);
                if (message.spaces != null && $Object.hasOwnProperty.call(message, "spaces") && message.spaces !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.spaces);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Limits message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Limits
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Limits & faultline.v1.Limits.$Shape} Limits
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Limits.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Limits();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.batchRows = value;
                            else
                                delete message.batchRows;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.messageBytes = value;
                            else
                                delete message.messageBytes;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.unmapsOutstanding = value;
                            else
                                delete message.unmapsOutstanding;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.heartbeatTimeoutMs = value;
                            else
                                delete message.heartbeatTimeoutMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.spaces = value;
                            else
                                delete message.spaces;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Limits;
        })();

        v1.DeviceInfo = (function() {

            /**
             * Properties of a DeviceInfo.
             * @typedef {Object} faultline.v1.DeviceInfo.$Properties
             * @property {number|null} [device] DeviceInfo device
             * @property {string|null} [name] DeviceInfo name
             * @property {faultline.v1.Bus|null} [bus] DeviceInfo bus
             * @property {number|null} [sourceId] DeviceInfo sourceId
             * @property {faultline.v1.IommuKind|null} [iommu] DeviceInfo iommu
             * @property {number|null} [outstandingLimit] DeviceInfo outstandingLimit
             * @property {number|null} [responseDeadlineMs] DeviceInfo responseDeadlineMs
             * @property {boolean|null} [responseNeedsPasid] DeviceInfo responseNeedsPasid
             * @property {number|null} [maxPasid] DeviceInfo maxPasid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeviceInfo.
             * @memberof faultline.v1
             * @interface IDeviceInfo
             * @augments faultline.v1.DeviceInfo.$Properties
             * @deprecated Use faultline.v1.DeviceInfo.$Properties instead.
             */

            /**
             * Shape of a DeviceInfo.
             * @typedef {faultline.v1.DeviceInfo.$Properties} faultline.v1.DeviceInfo.$Shape
             */

            /**
             * Constructs a new DeviceInfo.
             * @memberof faultline.v1
             * @classdesc Represents a DeviceInfo.
             * @constructor
             * @param {faultline.v1.DeviceInfo.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeviceInfo = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeviceInfo device.
             * @member {number} device
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.device = 0;

            /**
             * DeviceInfo name.
             * @member {string} name
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.name = "";

            /**
             * DeviceInfo bus.
             * @member {faultline.v1.Bus} bus
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.bus = 0;

            /**
             * DeviceInfo sourceId.
             * @member {number} sourceId
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.sourceId = 0;

            /**
             * DeviceInfo iommu.
             * @member {faultline.v1.IommuKind} iommu
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.iommu = 0;

            /**
             * DeviceInfo outstandingLimit.
             * @member {number} outstandingLimit
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.outstandingLimit = 0;

            /**
             * DeviceInfo responseDeadlineMs.
             * @member {number} responseDeadlineMs
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.responseDeadlineMs = 0;

            /**
             * DeviceInfo responseNeedsPasid.
             * @member {boolean} responseNeedsPasid
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.responseNeedsPasid = false;

            /**
             * DeviceInfo maxPasid.
             * @member {number} maxPasid
             * @memberof faultline.v1.DeviceInfo
             * @instance
             */
            DeviceInfo.prototype.maxPasid = 0;

            /**
             * Creates a new DeviceInfo instance using the specified properties.
             * @function create
             * @memberof faultline.v1.DeviceInfo
             * @static
             * @param {faultline.v1.DeviceInfo.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.DeviceInfo} DeviceInfo instance
             * @type {{
             *   (properties: faultline.v1.DeviceInfo.$Shape): faultline.v1.DeviceInfo & faultline.v1.DeviceInfo.$Shape;
             *   (properties?: faultline.v1.DeviceInfo.$Properties): faultline.v1.DeviceInfo;
             * }}
             */
            DeviceInfo.create = function(properties) {
                return new DeviceInfo(properties);
            };

            /**
             * Encodes the specified DeviceInfo message. Does not implicitly {@link faultline.v1.DeviceInfo.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.DeviceInfo
             * @static
             * @param {faultline.v1.DeviceInfo.$Properties} message DeviceInfo message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeviceInfo.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.device);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.name);
                if (message.bus != null && $Object.hasOwnProperty.call(message, "bus") && message.bus !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.bus);
                if (message.sourceId != null && $Object.hasOwnProperty.call(message, "sourceId") && message.sourceId !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.sourceId);
                if (message.iommu != null && $Object.hasOwnProperty.call(message, "iommu") && message.iommu !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).int32(message.iommu);
                if (message.outstandingLimit != null && $Object.hasOwnProperty.call(message, "outstandingLimit") && message.outstandingLimit !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.outstandingLimit);
                if (message.responseDeadlineMs != null && $Object.hasOwnProperty.call(message, "responseDeadlineMs") && message.responseDeadlineMs !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.responseDeadlineMs);
                if (message.responseNeedsPasid != null && $Object.hasOwnProperty.call(message, "responseNeedsPasid") && message.responseNeedsPasid !== false)
                    writer.uint32(/* id 8, wireType 0 =*/64).bool(message.responseNeedsPasid);
                if (message.maxPasid != null && $Object.hasOwnProperty.call(message, "maxPasid") && message.maxPasid !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.maxPasid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeviceInfo message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.DeviceInfo
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.DeviceInfo & faultline.v1.DeviceInfo.$Shape} DeviceInfo
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeviceInfo.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.DeviceInfo();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.bus = value;
                            else
                                delete message.bus;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sourceId = value;
                            else
                                delete message.sourceId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.iommu = value;
                            else
                                delete message.iommu;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outstandingLimit = value;
                            else
                                delete message.outstandingLimit;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.responseDeadlineMs = value;
                            else
                                delete message.responseDeadlineMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.responseNeedsPasid = value;
                            else
                                delete message.responseNeedsPasid;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxPasid = value;
                            else
                                delete message.maxPasid;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeviceInfo;
        })();

        v1.Inventory = (function() {

            /**
             * Properties of an Inventory.
             * @typedef {Object} faultline.v1.Inventory.$Properties
             * @property {Array.<number>|null} [boundDevice] Inventory boundDevice
             * @property {Array.<number>|null} [boundPasid] Inventory boundPasid
             * @property {Array.<number>|null} [boundSpace] Inventory boundSpace
             * @property {Array.<number>|null} [boundNoPasid] Inventory boundNoPasid
             * @property {Array.<number>|null} [space] Inventory space
             * @property {Array.<number>|null} [page] Inventory page
             * @property {Array.<number>|null} [frame] Inventory frame
             * @property {Array.<number>|null} [flags] Inventory flags
             * @property {Array.<number>|null} [unmapRequest] Inventory unmapRequest
             * @property {Array.<number>|null} [unmapSpace] Inventory unmapSpace
             * @property {Array.<number>|null} [unmapPage] Inventory unmapPage
             * @property {boolean|null} [complete] Inventory complete
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Inventory.
             * @memberof faultline.v1
             * @interface IInventory
             * @augments faultline.v1.Inventory.$Properties
             * @deprecated Use faultline.v1.Inventory.$Properties instead.
             */

            /**
             * Shape of an Inventory.
             * @typedef {faultline.v1.Inventory.$Properties} faultline.v1.Inventory.$Shape
             */

            /**
             * Constructs a new Inventory.
             * @memberof faultline.v1
             * @classdesc Represents an Inventory.
             * @constructor
             * @param {faultline.v1.Inventory.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Inventory = function (properties) {
                this.boundDevice = [];
                this.boundPasid = [];
                this.boundSpace = [];
                this.boundNoPasid = [];
                this.space = [];
                this.page = [];
                this.frame = [];
                this.flags = [];
                this.unmapRequest = [];
                this.unmapSpace = [];
                this.unmapPage = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Inventory boundDevice.
             * @member {Array.<number>} boundDevice
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.boundDevice = $util.emptyArray;

            /**
             * Inventory boundPasid.
             * @member {Array.<number>} boundPasid
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.boundPasid = $util.emptyArray;

            /**
             * Inventory boundSpace.
             * @member {Array.<number>} boundSpace
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.boundSpace = $util.emptyArray;

            /**
             * Inventory boundNoPasid.
             * @member {Array.<number>} boundNoPasid
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.boundNoPasid = $util.emptyArray;

            /**
             * Inventory space.
             * @member {Array.<number>} space
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.space = $util.emptyArray;

            /**
             * Inventory page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.page = $util.emptyArray;

            /**
             * Inventory frame.
             * @member {Array.<number>} frame
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.frame = $util.emptyArray;

            /**
             * Inventory flags.
             * @member {Array.<number>} flags
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.flags = $util.emptyArray;

            /**
             * Inventory unmapRequest.
             * @member {Array.<number>} unmapRequest
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.unmapRequest = $util.emptyArray;

            /**
             * Inventory unmapSpace.
             * @member {Array.<number>} unmapSpace
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.unmapSpace = $util.emptyArray;

            /**
             * Inventory unmapPage.
             * @member {Array.<number>} unmapPage
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.unmapPage = $util.emptyArray;

            /**
             * Inventory complete.
             * @member {boolean} complete
             * @memberof faultline.v1.Inventory
             * @instance
             */
            Inventory.prototype.complete = false;

            /**
             * Creates a new Inventory instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Inventory
             * @static
             * @param {faultline.v1.Inventory.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Inventory} Inventory instance
             * @type {{
             *   (properties: faultline.v1.Inventory.$Shape): faultline.v1.Inventory & faultline.v1.Inventory.$Shape;
             *   (properties?: faultline.v1.Inventory.$Properties): faultline.v1.Inventory;
             * }}
             */
            Inventory.create = function(properties) {
                return new Inventory(properties);
            };

            /**
             * Encodes the specified Inventory message. Does not implicitly {@link faultline.v1.Inventory.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Inventory
             * @static
             * @param {faultline.v1.Inventory.$Properties} message Inventory message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Inventory.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.boundDevice != null && message.boundDevice.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed32s(message.boundDevice);
                if (message.boundPasid != null && message.boundPasid.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).fixed32s(message.boundPasid);
                if (message.boundSpace != null && message.boundSpace.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed32s(message.boundSpace);
                if (message.boundNoPasid != null && message.boundNoPasid.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.boundNoPasid);
                if (message.space != null && message.space.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).fixed32s(message.space);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).fixed64s(message.page);
                if (message.frame != null && message.frame.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).fixed32s(message.frame);
                if (message.flags != null && message.flags.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).uint32s(message.flags);
                if (message.unmapRequest != null && message.unmapRequest.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).fixed32s(message.unmapRequest);
                if (message.unmapSpace != null && message.unmapSpace.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).fixed32s(message.unmapSpace);
                if (message.unmapPage != null && message.unmapPage.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).fixed64s(message.unmapPage);
                if (message.complete != null && $Object.hasOwnProperty.call(message, "complete") && message.complete !== false)
                    writer.uint32(/* id 12, wireType 0 =*/96).bool(message.complete);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Inventory message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Inventory
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Inventory & faultline.v1.Inventory.$Shape} Inventory
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Inventory.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Inventory();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.boundDevice && message.boundDevice.length))
                                    message.boundDevice = [];
                                reader.fixed32s(message.boundDevice);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.boundDevice && message.boundDevice.length))
                                message.boundDevice = [];
                            message.boundDevice.push(reader.fixed32());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.boundPasid && message.boundPasid.length))
                                    message.boundPasid = [];
                                reader.fixed32s(message.boundPasid);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.boundPasid && message.boundPasid.length))
                                message.boundPasid = [];
                            message.boundPasid.push(reader.fixed32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.boundSpace && message.boundSpace.length))
                                    message.boundSpace = [];
                                reader.fixed32s(message.boundSpace);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.boundSpace && message.boundSpace.length))
                                message.boundSpace = [];
                            message.boundSpace.push(reader.fixed32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.boundNoPasid && message.boundNoPasid.length))
                                    message.boundNoPasid = [];
                                reader.uint32s(message.boundNoPasid);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.boundNoPasid && message.boundNoPasid.length))
                                message.boundNoPasid = [];
                            message.boundNoPasid.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.space && message.space.length))
                                    message.space = [];
                                reader.fixed32s(message.space);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.space && message.space.length))
                                message.space = [];
                            message.space.push(reader.fixed32());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.frame && message.frame.length))
                                    message.frame = [];
                                reader.fixed32s(message.frame);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.frame && message.frame.length))
                                message.frame = [];
                            message.frame.push(reader.fixed32());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.flags && message.flags.length))
                                    message.flags = [];
                                reader.uint32s(message.flags);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.flags && message.flags.length))
                                message.flags = [];
                            message.flags.push(reader.uint32());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.unmapRequest && message.unmapRequest.length))
                                    message.unmapRequest = [];
                                reader.fixed32s(message.unmapRequest);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.unmapRequest && message.unmapRequest.length))
                                message.unmapRequest = [];
                            message.unmapRequest.push(reader.fixed32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.unmapSpace && message.unmapSpace.length))
                                    message.unmapSpace = [];
                                reader.fixed32s(message.unmapSpace);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.unmapSpace && message.unmapSpace.length))
                                message.unmapSpace = [];
                            message.unmapSpace.push(reader.fixed32());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.unmapPage && message.unmapPage.length))
                                    message.unmapPage = [];
                                reader.fixed64s(message.unmapPage);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.unmapPage && message.unmapPage.length))
                                message.unmapPage = [];
                            message.unmapPage.push(reader.fixed64());
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.complete = value;
                            else
                                delete message.complete;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Inventory;
        })();

        v1.Bind = (function() {

            /**
             * Properties of a Bind.
             * @typedef {Object} faultline.v1.Bind.$Properties
             * @property {number|null} [request] Bind request
             * @property {number|null} [device] Bind device
             * @property {number|null} [pasid] Bind pasid
             * @property {number|null} [space] Bind space
             * @property {boolean|null} [noPasid] Bind noPasid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Bind.
             * @memberof faultline.v1
             * @interface IBind
             * @augments faultline.v1.Bind.$Properties
             * @deprecated Use faultline.v1.Bind.$Properties instead.
             */

            /**
             * Shape of a Bind.
             * @typedef {faultline.v1.Bind.$Properties} faultline.v1.Bind.$Shape
             */

            /**
             * Constructs a new Bind.
             * @memberof faultline.v1
             * @classdesc Represents a Bind.
             * @constructor
             * @param {faultline.v1.Bind.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Bind = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Bind request.
             * @member {number} request
             * @memberof faultline.v1.Bind
             * @instance
             */
            Bind.prototype.request = 0;

            /**
             * Bind device.
             * @member {number} device
             * @memberof faultline.v1.Bind
             * @instance
             */
            Bind.prototype.device = 0;

            /**
             * Bind pasid.
             * @member {number} pasid
             * @memberof faultline.v1.Bind
             * @instance
             */
            Bind.prototype.pasid = 0;

            /**
             * Bind space.
             * @member {number} space
             * @memberof faultline.v1.Bind
             * @instance
             */
            Bind.prototype.space = 0;

            /**
             * Bind noPasid.
             * @member {boolean} noPasid
             * @memberof faultline.v1.Bind
             * @instance
             */
            Bind.prototype.noPasid = false;

            /**
             * Creates a new Bind instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Bind
             * @static
             * @param {faultline.v1.Bind.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Bind} Bind instance
             * @type {{
             *   (properties: faultline.v1.Bind.$Shape): faultline.v1.Bind & faultline.v1.Bind.$Shape;
             *   (properties?: faultline.v1.Bind.$Properties): faultline.v1.Bind;
             * }}
             */
            Bind.create = function(properties) {
                return new Bind(properties);
            };

            /**
             * Encodes the specified Bind message. Does not implicitly {@link faultline.v1.Bind.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Bind
             * @static
             * @param {faultline.v1.Bind.$Properties} message Bind message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Bind.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.device);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pasid);
                if (message.space != null && $Object.hasOwnProperty.call(message, "space") && message.space !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.space);
                if (message.noPasid != null && $Object.hasOwnProperty.call(message, "noPasid") && message.noPasid !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.noPasid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Bind message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Bind
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Bind & faultline.v1.Bind.$Shape} Bind
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Bind.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Bind();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.space = value;
                            else
                                delete message.space;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.noPasid = value;
                            else
                                delete message.noPasid;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Bind;
        })();

        v1.Unbind = (function() {

            /**
             * Properties of an Unbind.
             * @typedef {Object} faultline.v1.Unbind.$Properties
             * @property {number|null} [request] Unbind request
             * @property {number|null} [device] Unbind device
             * @property {number|null} [pasid] Unbind pasid
             * @property {boolean|null} [noPasid] Unbind noPasid
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Unbind.
             * @memberof faultline.v1
             * @interface IUnbind
             * @augments faultline.v1.Unbind.$Properties
             * @deprecated Use faultline.v1.Unbind.$Properties instead.
             */

            /**
             * Shape of an Unbind.
             * @typedef {faultline.v1.Unbind.$Properties} faultline.v1.Unbind.$Shape
             */

            /**
             * Constructs a new Unbind.
             * @memberof faultline.v1
             * @classdesc Represents an Unbind.
             * @constructor
             * @param {faultline.v1.Unbind.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Unbind = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Unbind request.
             * @member {number} request
             * @memberof faultline.v1.Unbind
             * @instance
             */
            Unbind.prototype.request = 0;

            /**
             * Unbind device.
             * @member {number} device
             * @memberof faultline.v1.Unbind
             * @instance
             */
            Unbind.prototype.device = 0;

            /**
             * Unbind pasid.
             * @member {number} pasid
             * @memberof faultline.v1.Unbind
             * @instance
             */
            Unbind.prototype.pasid = 0;

            /**
             * Unbind noPasid.
             * @member {boolean} noPasid
             * @memberof faultline.v1.Unbind
             * @instance
             */
            Unbind.prototype.noPasid = false;

            /**
             * Creates a new Unbind instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Unbind
             * @static
             * @param {faultline.v1.Unbind.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Unbind} Unbind instance
             * @type {{
             *   (properties: faultline.v1.Unbind.$Shape): faultline.v1.Unbind & faultline.v1.Unbind.$Shape;
             *   (properties?: faultline.v1.Unbind.$Properties): faultline.v1.Unbind;
             * }}
             */
            Unbind.create = function(properties) {
                return new Unbind(properties);
            };

            /**
             * Encodes the specified Unbind message. Does not implicitly {@link faultline.v1.Unbind.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Unbind
             * @static
             * @param {faultline.v1.Unbind.$Properties} message Unbind message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Unbind.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.device);
                if (message.pasid != null && $Object.hasOwnProperty.call(message, "pasid") && message.pasid !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pasid);
                if (message.noPasid != null && $Object.hasOwnProperty.call(message, "noPasid") && message.noPasid !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.noPasid);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Unbind message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Unbind
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Unbind & faultline.v1.Unbind.$Shape} Unbind
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Unbind.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Unbind();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pasid = value;
                            else
                                delete message.pasid;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.noPasid = value;
                            else
                                delete message.noPasid;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Unbind;
        })();

        v1.RequestResult = (function() {

            /**
             * Properties of a RequestResult.
             * @typedef {Object} faultline.v1.RequestResult.$Properties
             * @property {number|null} [request] RequestResult request
             * @property {faultline.v1.ErrorCode|null} [code] RequestResult code
             * @property {string|null} [message] RequestResult message
             * @property {Array.<number>|null} [row] RequestResult row
             * @property {Array.<faultline.v1.ErrorCode>|null} [rowCode] RequestResult rowCode
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RequestResult.
             * @memberof faultline.v1
             * @interface IRequestResult
             * @augments faultline.v1.RequestResult.$Properties
             * @deprecated Use faultline.v1.RequestResult.$Properties instead.
             */

            /**
             * Shape of a RequestResult.
             * @typedef {faultline.v1.RequestResult.$Properties} faultline.v1.RequestResult.$Shape
             */

            /**
             * Constructs a new RequestResult.
             * @memberof faultline.v1
             * @classdesc Represents a RequestResult.
             * @constructor
             * @param {faultline.v1.RequestResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RequestResult = function (properties) {
                this.row = [];
                this.rowCode = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RequestResult request.
             * @member {number} request
             * @memberof faultline.v1.RequestResult
             * @instance
             */
            RequestResult.prototype.request = 0;

            /**
             * RequestResult code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.RequestResult
             * @instance
             */
            RequestResult.prototype.code = 0;

            /**
             * RequestResult message.
             * @member {string} message
             * @memberof faultline.v1.RequestResult
             * @instance
             */
            RequestResult.prototype.message = "";

            /**
             * RequestResult row.
             * @member {Array.<number>} row
             * @memberof faultline.v1.RequestResult
             * @instance
             */
            RequestResult.prototype.row = $util.emptyArray;

            /**
             * RequestResult rowCode.
             * @member {Array.<faultline.v1.ErrorCode>} rowCode
             * @memberof faultline.v1.RequestResult
             * @instance
             */
            RequestResult.prototype.rowCode = $util.emptyArray;

            /**
             * Creates a new RequestResult instance using the specified properties.
             * @function create
             * @memberof faultline.v1.RequestResult
             * @static
             * @param {faultline.v1.RequestResult.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.RequestResult} RequestResult instance
             * @type {{
             *   (properties: faultline.v1.RequestResult.$Shape): faultline.v1.RequestResult & faultline.v1.RequestResult.$Shape;
             *   (properties?: faultline.v1.RequestResult.$Properties): faultline.v1.RequestResult;
             * }}
             */
            RequestResult.create = function(properties) {
                return new RequestResult(properties);
            };

            /**
             * Encodes the specified RequestResult message. Does not implicitly {@link faultline.v1.RequestResult.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.RequestResult
             * @static
             * @param {faultline.v1.RequestResult.$Properties} message RequestResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RequestResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.message);
                if (message.row != null && message.row.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.row);
                if (message.rowCode != null && message.rowCode.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).int32s(message.rowCode);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RequestResult message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.RequestResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.RequestResult & faultline.v1.RequestResult.$Shape} RequestResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RequestResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.RequestResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.row && message.row.length))
                                    message.row = [];
                                reader.uint32s(message.row);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.row && message.row.length))
                                message.row = [];
                            message.row.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.rowCode && message.rowCode.length))
                                    message.rowCode = [];
                                reader.int32s(message.rowCode);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.rowCode && message.rowCode.length))
                                message.rowCode = [];
                            message.rowCode.push(reader.int32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RequestResult;
        })();

        v1.FaultBatch = (function() {

            /**
             * Properties of a FaultBatch.
             * @typedef {Object} faultline.v1.FaultBatch.$Properties
             * @property {Array.<number>|null} [group] FaultBatch group
             * @property {Array.<number>|null} [page] FaultBatch page
             * @property {Array.<number>|null} [device] FaultBatch device
             * @property {Array.<number>|null} [pasid] FaultBatch pasid
             * @property {Array.<number>|null} [flags] FaultBatch flags
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a FaultBatch.
             * @memberof faultline.v1
             * @interface IFaultBatch
             * @augments faultline.v1.FaultBatch.$Properties
             * @deprecated Use faultline.v1.FaultBatch.$Properties instead.
             */

            /**
             * Shape of a FaultBatch.
             * @typedef {faultline.v1.FaultBatch.$Properties} faultline.v1.FaultBatch.$Shape
             */

            /**
             * Constructs a new FaultBatch.
             * @memberof faultline.v1
             * @classdesc Represents a FaultBatch.
             * @constructor
             * @param {faultline.v1.FaultBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const FaultBatch = function (properties) {
                this.group = [];
                this.page = [];
                this.device = [];
                this.pasid = [];
                this.flags = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * FaultBatch group.
             * @member {Array.<number>} group
             * @memberof faultline.v1.FaultBatch
             * @instance
             */
            FaultBatch.prototype.group = $util.emptyArray;

            /**
             * FaultBatch page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.FaultBatch
             * @instance
             */
            FaultBatch.prototype.page = $util.emptyArray;

            /**
             * FaultBatch device.
             * @member {Array.<number>} device
             * @memberof faultline.v1.FaultBatch
             * @instance
             */
            FaultBatch.prototype.device = $util.emptyArray;

            /**
             * FaultBatch pasid.
             * @member {Array.<number>} pasid
             * @memberof faultline.v1.FaultBatch
             * @instance
             */
            FaultBatch.prototype.pasid = $util.emptyArray;

            /**
             * FaultBatch flags.
             * @member {Array.<number>} flags
             * @memberof faultline.v1.FaultBatch
             * @instance
             */
            FaultBatch.prototype.flags = $util.emptyArray;

            /**
             * Creates a new FaultBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.FaultBatch
             * @static
             * @param {faultline.v1.FaultBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.FaultBatch} FaultBatch instance
             * @type {{
             *   (properties: faultline.v1.FaultBatch.$Shape): faultline.v1.FaultBatch & faultline.v1.FaultBatch.$Shape;
             *   (properties?: faultline.v1.FaultBatch.$Properties): faultline.v1.FaultBatch;
             * }}
             */
            FaultBatch.create = function(properties) {
                return new FaultBatch(properties);
            };

            /**
             * Encodes the specified FaultBatch message. Does not implicitly {@link faultline.v1.FaultBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.FaultBatch
             * @static
             * @param {faultline.v1.FaultBatch.$Properties} message FaultBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            FaultBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.group != null && message.group.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed64s(message.group);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).fixed64s(message.page);
                if (message.device != null && message.device.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed32s(message.device);
                if (message.pasid != null && message.pasid.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).fixed32s(message.pasid);
                if (message.flags != null && message.flags.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.flags);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a FaultBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.FaultBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.FaultBatch & faultline.v1.FaultBatch.$Shape} FaultBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            FaultBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.FaultBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.group && message.group.length))
                                    message.group = [];
                                reader.fixed64s(message.group);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.group && message.group.length))
                                message.group = [];
                            message.group.push(reader.fixed64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.device && message.device.length))
                                    message.device = [];
                                reader.fixed32s(message.device);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.device && message.device.length))
                                message.device = [];
                            message.device.push(reader.fixed32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.pasid && message.pasid.length))
                                    message.pasid = [];
                                reader.fixed32s(message.pasid);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.pasid && message.pasid.length))
                                message.pasid = [];
                            message.pasid.push(reader.fixed32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.flags && message.flags.length))
                                    message.flags = [];
                                reader.uint32s(message.flags);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.flags && message.flags.length))
                                message.flags = [];
                            message.flags.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return FaultBatch;
        })();

        /**
         * FaultFlag enum.
         * @name faultline.v1.FaultFlag
         * @enum {number}
         * @property {number} FAULT_FLAG_NONE=0 FAULT_FLAG_NONE value
         * @property {number} FAULT_READ=1 FAULT_READ value
         * @property {number} FAULT_WRITE=2 FAULT_WRITE value
         * @property {number} FAULT_EXEC=4 FAULT_EXEC value
         * @property {number} FAULT_PRIV=8 FAULT_PRIV value
         * @property {number} FAULT_LAST=16 FAULT_LAST value
         * @property {number} FAULT_PASID_VALID=32 FAULT_PASID_VALID value
         * @property {number} FAULT_REDELIVERED=64 FAULT_REDELIVERED value
         */
        v1.FaultFlag = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "FAULT_FLAG_NONE"] = 0;
            values[valuesById[1] = "FAULT_READ"] = 1;
            values[valuesById[2] = "FAULT_WRITE"] = 2;
            values[valuesById[4] = "FAULT_EXEC"] = 4;
            values[valuesById[8] = "FAULT_PRIV"] = 8;
            values[valuesById[16] = "FAULT_LAST"] = 16;
            values[valuesById[32] = "FAULT_PASID_VALID"] = 32;
            values[valuesById[64] = "FAULT_REDELIVERED"] = 64;
            return values;
        })();

        v1.ResponseBatch = (function() {

            /**
             * Properties of a ResponseBatch.
             * @typedef {Object} faultline.v1.ResponseBatch.$Properties
             * @property {Array.<number>|null} [group] ResponseBatch group
             * @property {Array.<faultline.v1.ResponseCode>|null} [code] ResponseBatch code
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ResponseBatch.
             * @memberof faultline.v1
             * @interface IResponseBatch
             * @augments faultline.v1.ResponseBatch.$Properties
             * @deprecated Use faultline.v1.ResponseBatch.$Properties instead.
             */

            /**
             * Shape of a ResponseBatch.
             * @typedef {faultline.v1.ResponseBatch.$Properties} faultline.v1.ResponseBatch.$Shape
             */

            /**
             * Constructs a new ResponseBatch.
             * @memberof faultline.v1
             * @classdesc Represents a ResponseBatch.
             * @constructor
             * @param {faultline.v1.ResponseBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ResponseBatch = function (properties) {
                this.group = [];
                this.code = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ResponseBatch group.
             * @member {Array.<number>} group
             * @memberof faultline.v1.ResponseBatch
             * @instance
             */
            ResponseBatch.prototype.group = $util.emptyArray;

            /**
             * ResponseBatch code.
             * @member {Array.<faultline.v1.ResponseCode>} code
             * @memberof faultline.v1.ResponseBatch
             * @instance
             */
            ResponseBatch.prototype.code = $util.emptyArray;

            /**
             * Creates a new ResponseBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ResponseBatch
             * @static
             * @param {faultline.v1.ResponseBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ResponseBatch} ResponseBatch instance
             * @type {{
             *   (properties: faultline.v1.ResponseBatch.$Shape): faultline.v1.ResponseBatch & faultline.v1.ResponseBatch.$Shape;
             *   (properties?: faultline.v1.ResponseBatch.$Properties): faultline.v1.ResponseBatch;
             * }}
             */
            ResponseBatch.create = function(properties) {
                return new ResponseBatch(properties);
            };

            /**
             * Encodes the specified ResponseBatch message. Does not implicitly {@link faultline.v1.ResponseBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ResponseBatch
             * @static
             * @param {faultline.v1.ResponseBatch.$Properties} message ResponseBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ResponseBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.group != null && message.group.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed64s(message.group);
                if (message.code != null && message.code.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).int32s(message.code);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ResponseBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ResponseBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ResponseBatch & faultline.v1.ResponseBatch.$Shape} ResponseBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ResponseBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ResponseBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.group && message.group.length))
                                    message.group = [];
                                reader.fixed64s(message.group);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.group && message.group.length))
                                message.group = [];
                            message.group.push(reader.fixed64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.code && message.code.length))
                                    message.code = [];
                                reader.int32s(message.code);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.code && message.code.length))
                                message.code = [];
                            message.code.push(reader.int32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ResponseBatch;
        })();

        /**
         * ResponseCode enum.
         * @name faultline.v1.ResponseCode
         * @enum {number}
         * @property {number} RESPONSE_CODE_UNSPECIFIED=0 RESPONSE_CODE_UNSPECIFIED value
         * @property {number} RESPONSE_CODE_SUCCESS=1 RESPONSE_CODE_SUCCESS value
         * @property {number} RESPONSE_CODE_INVALID=2 RESPONSE_CODE_INVALID value
         */
        v1.ResponseCode = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RESPONSE_CODE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RESPONSE_CODE_SUCCESS"] = 1;
            values[valuesById[2] = "RESPONSE_CODE_INVALID"] = 2;
            return values;
        })();

        v1.RefusedResponses = (function() {

            /**
             * Properties of a RefusedResponses.
             * @typedef {Object} faultline.v1.RefusedResponses.$Properties
             * @property {Array.<number>|null} [group] RefusedResponses group
             * @property {Array.<faultline.v1.ErrorCode>|null} [code] RefusedResponses code
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusedResponses.
             * @memberof faultline.v1
             * @interface IRefusedResponses
             * @augments faultline.v1.RefusedResponses.$Properties
             * @deprecated Use faultline.v1.RefusedResponses.$Properties instead.
             */

            /**
             * Shape of a RefusedResponses.
             * @typedef {faultline.v1.RefusedResponses.$Properties} faultline.v1.RefusedResponses.$Shape
             */

            /**
             * Constructs a new RefusedResponses.
             * @memberof faultline.v1
             * @classdesc Represents a RefusedResponses.
             * @constructor
             * @param {faultline.v1.RefusedResponses.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusedResponses = function (properties) {
                this.group = [];
                this.code = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusedResponses group.
             * @member {Array.<number>} group
             * @memberof faultline.v1.RefusedResponses
             * @instance
             */
            RefusedResponses.prototype.group = $util.emptyArray;

            /**
             * RefusedResponses code.
             * @member {Array.<faultline.v1.ErrorCode>} code
             * @memberof faultline.v1.RefusedResponses
             * @instance
             */
            RefusedResponses.prototype.code = $util.emptyArray;

            /**
             * Creates a new RefusedResponses instance using the specified properties.
             * @function create
             * @memberof faultline.v1.RefusedResponses
             * @static
             * @param {faultline.v1.RefusedResponses.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.RefusedResponses} RefusedResponses instance
             * @type {{
             *   (properties: faultline.v1.RefusedResponses.$Shape): faultline.v1.RefusedResponses & faultline.v1.RefusedResponses.$Shape;
             *   (properties?: faultline.v1.RefusedResponses.$Properties): faultline.v1.RefusedResponses;
             * }}
             */
            RefusedResponses.create = function(properties) {
                return new RefusedResponses(properties);
            };

            /**
             * Encodes the specified RefusedResponses message. Does not implicitly {@link faultline.v1.RefusedResponses.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.RefusedResponses
             * @static
             * @param {faultline.v1.RefusedResponses.$Properties} message RefusedResponses message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusedResponses.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.group != null && message.group.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed64s(message.group);
                if (message.code != null && message.code.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).int32s(message.code);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusedResponses message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.RefusedResponses
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.RefusedResponses & faultline.v1.RefusedResponses.$Shape} RefusedResponses
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusedResponses.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.RefusedResponses();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.group && message.group.length))
                                    message.group = [];
                                reader.fixed64s(message.group);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.group && message.group.length))
                                message.group = [];
                            message.group.push(reader.fixed64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.code && message.code.length))
                                    message.code = [];
                                reader.int32s(message.code);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.code && message.code.length))
                                message.code = [];
                            message.code.push(reader.int32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RefusedResponses;
        })();

        v1.ExpiredBatch = (function() {

            /**
             * Properties of an ExpiredBatch.
             * @typedef {Object} faultline.v1.ExpiredBatch.$Properties
             * @property {Array.<number>|null} [group] ExpiredBatch group
             * @property {Array.<number>|null} [device] ExpiredBatch device
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExpiredBatch.
             * @memberof faultline.v1
             * @interface IExpiredBatch
             * @augments faultline.v1.ExpiredBatch.$Properties
             * @deprecated Use faultline.v1.ExpiredBatch.$Properties instead.
             */

            /**
             * Shape of an ExpiredBatch.
             * @typedef {faultline.v1.ExpiredBatch.$Properties} faultline.v1.ExpiredBatch.$Shape
             */

            /**
             * Constructs a new ExpiredBatch.
             * @memberof faultline.v1
             * @classdesc Represents an ExpiredBatch.
             * @constructor
             * @param {faultline.v1.ExpiredBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExpiredBatch = function (properties) {
                this.group = [];
                this.device = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExpiredBatch group.
             * @member {Array.<number>} group
             * @memberof faultline.v1.ExpiredBatch
             * @instance
             */
            ExpiredBatch.prototype.group = $util.emptyArray;

            /**
             * ExpiredBatch device.
             * @member {Array.<number>} device
             * @memberof faultline.v1.ExpiredBatch
             * @instance
             */
            ExpiredBatch.prototype.device = $util.emptyArray;

            /**
             * Creates a new ExpiredBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.ExpiredBatch
             * @static
             * @param {faultline.v1.ExpiredBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.ExpiredBatch} ExpiredBatch instance
             * @type {{
             *   (properties: faultline.v1.ExpiredBatch.$Shape): faultline.v1.ExpiredBatch & faultline.v1.ExpiredBatch.$Shape;
             *   (properties?: faultline.v1.ExpiredBatch.$Properties): faultline.v1.ExpiredBatch;
             * }}
             */
            ExpiredBatch.create = function(properties) {
                return new ExpiredBatch(properties);
            };

            /**
             * Encodes the specified ExpiredBatch message. Does not implicitly {@link faultline.v1.ExpiredBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.ExpiredBatch
             * @static
             * @param {faultline.v1.ExpiredBatch.$Properties} message ExpiredBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExpiredBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.group != null && message.group.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed64s(message.group);
                if (message.device != null && message.device.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).fixed32s(message.device);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExpiredBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.ExpiredBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.ExpiredBatch & faultline.v1.ExpiredBatch.$Shape} ExpiredBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExpiredBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.ExpiredBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.group && message.group.length))
                                    message.group = [];
                                reader.fixed64s(message.group);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.group && message.group.length))
                                message.group = [];
                            message.group.push(reader.fixed64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.device && message.device.length))
                                    message.device = [];
                                reader.fixed32s(message.device);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.device && message.device.length))
                                message.device = [];
                            message.device.push(reader.fixed32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ExpiredBatch;
        })();

        v1.CreditBatch = (function() {

            /**
             * Properties of a CreditBatch.
             * @typedef {Object} faultline.v1.CreditBatch.$Properties
             * @property {Array.<number>|null} [device] CreditBatch device
             * @property {Array.<number>|null} [granted] CreditBatch granted
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CreditBatch.
             * @memberof faultline.v1
             * @interface ICreditBatch
             * @augments faultline.v1.CreditBatch.$Properties
             * @deprecated Use faultline.v1.CreditBatch.$Properties instead.
             */

            /**
             * Shape of a CreditBatch.
             * @typedef {faultline.v1.CreditBatch.$Properties} faultline.v1.CreditBatch.$Shape
             */

            /**
             * Constructs a new CreditBatch.
             * @memberof faultline.v1
             * @classdesc Represents a CreditBatch.
             * @constructor
             * @param {faultline.v1.CreditBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CreditBatch = function (properties) {
                this.device = [];
                this.granted = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CreditBatch device.
             * @member {Array.<number>} device
             * @memberof faultline.v1.CreditBatch
             * @instance
             */
            CreditBatch.prototype.device = $util.emptyArray;

            /**
             * CreditBatch granted.
             * @member {Array.<number>} granted
             * @memberof faultline.v1.CreditBatch
             * @instance
             */
            CreditBatch.prototype.granted = $util.emptyArray;

            /**
             * Creates a new CreditBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.CreditBatch
             * @static
             * @param {faultline.v1.CreditBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.CreditBatch} CreditBatch instance
             * @type {{
             *   (properties: faultline.v1.CreditBatch.$Shape): faultline.v1.CreditBatch & faultline.v1.CreditBatch.$Shape;
             *   (properties?: faultline.v1.CreditBatch.$Properties): faultline.v1.CreditBatch;
             * }}
             */
            CreditBatch.create = function(properties) {
                return new CreditBatch(properties);
            };

            /**
             * Encodes the specified CreditBatch message. Does not implicitly {@link faultline.v1.CreditBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.CreditBatch
             * @static
             * @param {faultline.v1.CreditBatch.$Properties} message CreditBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CreditBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && message.device.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed32s(message.device);
                if (message.granted != null && message.granted.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).fixed64s(message.granted);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CreditBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.CreditBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.CreditBatch & faultline.v1.CreditBatch.$Shape} CreditBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CreditBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.CreditBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.device && message.device.length))
                                    message.device = [];
                                reader.fixed32s(message.device);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.device && message.device.length))
                                message.device = [];
                            message.device.push(reader.fixed32());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.granted && message.granted.length))
                                    message.granted = [];
                                reader.fixed64s(message.granted);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.granted && message.granted.length))
                                message.granted = [];
                            message.granted.push(reader.fixed64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CreditBatch;
        })();

        v1.MapBatch = (function() {

            /**
             * Properties of a MapBatch.
             * @typedef {Object} faultline.v1.MapBatch.$Properties
             * @property {number|null} [request] MapBatch request
             * @property {number|null} [space] MapBatch space
             * @property {Array.<number>|null} [page] MapBatch page
             * @property {Array.<number>|null} [frame] MapBatch frame
             * @property {Array.<number>|null} [flags] MapBatch flags
             * @property {Uint8Array|null} [contents] MapBatch contents
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MapBatch.
             * @memberof faultline.v1
             * @interface IMapBatch
             * @augments faultline.v1.MapBatch.$Properties
             * @deprecated Use faultline.v1.MapBatch.$Properties instead.
             */

            /**
             * Shape of a MapBatch.
             * @typedef {faultline.v1.MapBatch.$Properties} faultline.v1.MapBatch.$Shape
             */

            /**
             * Constructs a new MapBatch.
             * @memberof faultline.v1
             * @classdesc Represents a MapBatch.
             * @constructor
             * @param {faultline.v1.MapBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MapBatch = function (properties) {
                this.page = [];
                this.frame = [];
                this.flags = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MapBatch request.
             * @member {number} request
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.request = 0;

            /**
             * MapBatch space.
             * @member {number} space
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.space = 0;

            /**
             * MapBatch page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.page = $util.emptyArray;

            /**
             * MapBatch frame.
             * @member {Array.<number>} frame
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.frame = $util.emptyArray;

            /**
             * MapBatch flags.
             * @member {Array.<number>} flags
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.flags = $util.emptyArray;

            /**
             * MapBatch contents.
             * @member {Uint8Array} contents
             * @memberof faultline.v1.MapBatch
             * @instance
             */
            MapBatch.prototype.contents = $util.newBuffer([]);

            /**
             * Creates a new MapBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.MapBatch
             * @static
             * @param {faultline.v1.MapBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.MapBatch} MapBatch instance
             * @type {{
             *   (properties: faultline.v1.MapBatch.$Shape): faultline.v1.MapBatch & faultline.v1.MapBatch.$Shape;
             *   (properties?: faultline.v1.MapBatch.$Properties): faultline.v1.MapBatch;
             * }}
             */
            MapBatch.create = function(properties) {
                return new MapBatch(properties);
            };

            /**
             * Encodes the specified MapBatch message. Does not implicitly {@link faultline.v1.MapBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.MapBatch
             * @static
             * @param {faultline.v1.MapBatch.$Properties} message MapBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MapBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.space != null && $Object.hasOwnProperty.call(message, "space") && message.space !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.space);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed64s(message.page);
                if (message.frame != null && message.frame.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).fixed32s(message.frame);
                if (message.flags != null && message.flags.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.flags);
                if (message.contents != null && $Object.hasOwnProperty.call(message, "contents") && message.contents.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.contents);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MapBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.MapBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.MapBatch & faultline.v1.MapBatch.$Shape} MapBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MapBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.MapBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.space = value;
                            else
                                delete message.space;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.frame && message.frame.length))
                                    message.frame = [];
                                reader.fixed32s(message.frame);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.frame && message.frame.length))
                                message.frame = [];
                            message.frame.push(reader.fixed32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.flags && message.flags.length))
                                    message.flags = [];
                                reader.uint32s(message.flags);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.flags && message.flags.length))
                                message.flags = [];
                            message.flags.push(reader.uint32());
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.contents = value;
                            else
                                delete message.contents;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return MapBatch;
        })();

        /**
         * MapFlag enum.
         * @name faultline.v1.MapFlag
         * @enum {number}
         * @property {number} MAP_FLAG_NONE=0 MAP_FLAG_NONE value
         * @property {number} MAP_READ=1 MAP_READ value
         * @property {number} MAP_WRITE=2 MAP_WRITE value
         * @property {number} MAP_EXEC=4 MAP_EXEC value
         * @property {number} MAP_CONTENTS=16 MAP_CONTENTS value
         * @property {number} MAP_ZERO=32 MAP_ZERO value
         * @property {number} MAP_DIRTY=64 MAP_DIRTY value
         */
        v1.MapFlag = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "MAP_FLAG_NONE"] = 0;
            values[valuesById[1] = "MAP_READ"] = 1;
            values[valuesById[2] = "MAP_WRITE"] = 2;
            values[valuesById[4] = "MAP_EXEC"] = 4;
            values[valuesById[16] = "MAP_CONTENTS"] = 16;
            values[valuesById[32] = "MAP_ZERO"] = 32;
            values[valuesById[64] = "MAP_DIRTY"] = 64;
            return values;
        })();

        v1.UnmapBatch = (function() {

            /**
             * Properties of an UnmapBatch.
             * @typedef {Object} faultline.v1.UnmapBatch.$Properties
             * @property {number|null} [request] UnmapBatch request
             * @property {number|null} [space] UnmapBatch space
             * @property {Array.<number>|null} [page] UnmapBatch page
             * @property {boolean|null} [returnDirty] UnmapBatch returnDirty
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnmapBatch.
             * @memberof faultline.v1
             * @interface IUnmapBatch
             * @augments faultline.v1.UnmapBatch.$Properties
             * @deprecated Use faultline.v1.UnmapBatch.$Properties instead.
             */

            /**
             * Shape of an UnmapBatch.
             * @typedef {faultline.v1.UnmapBatch.$Properties} faultline.v1.UnmapBatch.$Shape
             */

            /**
             * Constructs a new UnmapBatch.
             * @memberof faultline.v1
             * @classdesc Represents an UnmapBatch.
             * @constructor
             * @param {faultline.v1.UnmapBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnmapBatch = function (properties) {
                this.page = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnmapBatch request.
             * @member {number} request
             * @memberof faultline.v1.UnmapBatch
             * @instance
             */
            UnmapBatch.prototype.request = 0;

            /**
             * UnmapBatch space.
             * @member {number} space
             * @memberof faultline.v1.UnmapBatch
             * @instance
             */
            UnmapBatch.prototype.space = 0;

            /**
             * UnmapBatch page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.UnmapBatch
             * @instance
             */
            UnmapBatch.prototype.page = $util.emptyArray;

            /**
             * UnmapBatch returnDirty.
             * @member {boolean} returnDirty
             * @memberof faultline.v1.UnmapBatch
             * @instance
             */
            UnmapBatch.prototype.returnDirty = false;

            /**
             * Creates a new UnmapBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnmapBatch
             * @static
             * @param {faultline.v1.UnmapBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnmapBatch} UnmapBatch instance
             * @type {{
             *   (properties: faultline.v1.UnmapBatch.$Shape): faultline.v1.UnmapBatch & faultline.v1.UnmapBatch.$Shape;
             *   (properties?: faultline.v1.UnmapBatch.$Properties): faultline.v1.UnmapBatch;
             * }}
             */
            UnmapBatch.create = function(properties) {
                return new UnmapBatch(properties);
            };

            /**
             * Encodes the specified UnmapBatch message. Does not implicitly {@link faultline.v1.UnmapBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnmapBatch
             * @static
             * @param {faultline.v1.UnmapBatch.$Properties} message UnmapBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnmapBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.space != null && $Object.hasOwnProperty.call(message, "space") && message.space !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.space);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed64s(message.page);
                if (message.returnDirty != null && $Object.hasOwnProperty.call(message, "returnDirty") && message.returnDirty !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.returnDirty);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnmapBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnmapBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnmapBatch & faultline.v1.UnmapBatch.$Shape} UnmapBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnmapBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnmapBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.space = value;
                            else
                                delete message.space;
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.returnDirty = value;
                            else
                                delete message.returnDirty;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnmapBatch;
        })();

        v1.UnmapResult = (function() {

            /**
             * Properties of an UnmapResult.
             * @typedef {Object} faultline.v1.UnmapResult.$Properties
             * @property {number|null} [request] UnmapResult request
             * @property {Array.<number>|null} [dirtyRow] UnmapResult dirtyRow
             * @property {Uint8Array|null} [contents] UnmapResult contents
             * @property {boolean|null} [complete] UnmapResult complete
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an UnmapResult.
             * @memberof faultline.v1
             * @interface IUnmapResult
             * @augments faultline.v1.UnmapResult.$Properties
             * @deprecated Use faultline.v1.UnmapResult.$Properties instead.
             */

            /**
             * Shape of an UnmapResult.
             * @typedef {faultline.v1.UnmapResult.$Properties} faultline.v1.UnmapResult.$Shape
             */

            /**
             * Constructs a new UnmapResult.
             * @memberof faultline.v1
             * @classdesc Represents an UnmapResult.
             * @constructor
             * @param {faultline.v1.UnmapResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UnmapResult = function (properties) {
                this.dirtyRow = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UnmapResult request.
             * @member {number} request
             * @memberof faultline.v1.UnmapResult
             * @instance
             */
            UnmapResult.prototype.request = 0;

            /**
             * UnmapResult dirtyRow.
             * @member {Array.<number>} dirtyRow
             * @memberof faultline.v1.UnmapResult
             * @instance
             */
            UnmapResult.prototype.dirtyRow = $util.emptyArray;

            /**
             * UnmapResult contents.
             * @member {Uint8Array} contents
             * @memberof faultline.v1.UnmapResult
             * @instance
             */
            UnmapResult.prototype.contents = $util.newBuffer([]);

            /**
             * UnmapResult complete.
             * @member {boolean} complete
             * @memberof faultline.v1.UnmapResult
             * @instance
             */
            UnmapResult.prototype.complete = false;

            /**
             * Creates a new UnmapResult instance using the specified properties.
             * @function create
             * @memberof faultline.v1.UnmapResult
             * @static
             * @param {faultline.v1.UnmapResult.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.UnmapResult} UnmapResult instance
             * @type {{
             *   (properties: faultline.v1.UnmapResult.$Shape): faultline.v1.UnmapResult & faultline.v1.UnmapResult.$Shape;
             *   (properties?: faultline.v1.UnmapResult.$Properties): faultline.v1.UnmapResult;
             * }}
             */
            UnmapResult.create = function(properties) {
                return new UnmapResult(properties);
            };

            /**
             * Encodes the specified UnmapResult message. Does not implicitly {@link faultline.v1.UnmapResult.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.UnmapResult
             * @static
             * @param {faultline.v1.UnmapResult.$Properties} message UnmapResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UnmapResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.dirtyRow != null && message.dirtyRow.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.dirtyRow);
                if (message.contents != null && $Object.hasOwnProperty.call(message, "contents") && message.contents.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.contents);
                if (message.complete != null && $Object.hasOwnProperty.call(message, "complete") && message.complete !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.complete);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an UnmapResult message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.UnmapResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.UnmapResult & faultline.v1.UnmapResult.$Shape} UnmapResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UnmapResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.UnmapResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.dirtyRow && message.dirtyRow.length))
                                    message.dirtyRow = [];
                                reader.uint32s(message.dirtyRow);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.dirtyRow && message.dirtyRow.length))
                                message.dirtyRow = [];
                            message.dirtyRow.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.contents = value;
                            else
                                delete message.contents;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.complete = value;
                            else
                                delete message.complete;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return UnmapResult;
        })();

        v1.EventBatch = (function() {

            /**
             * Properties of an EventBatch.
             * @typedef {Object} faultline.v1.EventBatch.$Properties
             * @property {Array.<number>|null} [device] EventBatch device
             * @property {Array.<number>|null} [sequence] EventBatch sequence
             * @property {Array.<number>|null} [lost] EventBatch lost
             * @property {Array.<number>|null} [reason] EventBatch reason
             * @property {Array.<number>|null} [hardwareReason] EventBatch hardwareReason
             * @property {Array.<number>|null} [flags] EventBatch flags
             * @property {Array.<number>|null} [pasid] EventBatch pasid
             * @property {Array.<number>|null} [page] EventBatch page
             * @property {Array.<number>|null} [offset] EventBatch offset
             * @property {Array.<number>|null} [type] EventBatch type
             * @property {Array.<number>|null} [index] EventBatch index
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an EventBatch.
             * @memberof faultline.v1
             * @interface IEventBatch
             * @augments faultline.v1.EventBatch.$Properties
             * @deprecated Use faultline.v1.EventBatch.$Properties instead.
             */

            /**
             * Shape of an EventBatch.
             * @typedef {faultline.v1.EventBatch.$Properties} faultline.v1.EventBatch.$Shape
             */

            /**
             * Constructs a new EventBatch.
             * @memberof faultline.v1
             * @classdesc Represents an EventBatch.
             * @constructor
             * @param {faultline.v1.EventBatch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const EventBatch = function (properties) {
                this.device = [];
                this.sequence = [];
                this.lost = [];
                this.reason = [];
                this.hardwareReason = [];
                this.flags = [];
                this.pasid = [];
                this.page = [];
                this.offset = [];
                this.type = [];
                this.index = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * EventBatch device.
             * @member {Array.<number>} device
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.device = $util.emptyArray;

            /**
             * EventBatch sequence.
             * @member {Array.<number>} sequence
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.sequence = $util.emptyArray;

            /**
             * EventBatch lost.
             * @member {Array.<number>} lost
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.lost = $util.emptyArray;

            /**
             * EventBatch reason.
             * @member {Array.<number>} reason
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.reason = $util.emptyArray;

            /**
             * EventBatch hardwareReason.
             * @member {Array.<number>} hardwareReason
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.hardwareReason = $util.emptyArray;

            /**
             * EventBatch flags.
             * @member {Array.<number>} flags
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.flags = $util.emptyArray;

            /**
             * EventBatch pasid.
             * @member {Array.<number>} pasid
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.pasid = $util.emptyArray;

            /**
             * EventBatch page.
             * @member {Array.<number>} page
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.page = $util.emptyArray;

            /**
             * EventBatch offset.
             * @member {Array.<number>} offset
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.offset = $util.emptyArray;

            /**
             * EventBatch type.
             * @member {Array.<number>} type
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.type = $util.emptyArray;

            /**
             * EventBatch index.
             * @member {Array.<number>} index
             * @memberof faultline.v1.EventBatch
             * @instance
             */
            EventBatch.prototype.index = $util.emptyArray;

            /**
             * Creates a new EventBatch instance using the specified properties.
             * @function create
             * @memberof faultline.v1.EventBatch
             * @static
             * @param {faultline.v1.EventBatch.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.EventBatch} EventBatch instance
             * @type {{
             *   (properties: faultline.v1.EventBatch.$Shape): faultline.v1.EventBatch & faultline.v1.EventBatch.$Shape;
             *   (properties?: faultline.v1.EventBatch.$Properties): faultline.v1.EventBatch;
             * }}
             */
            EventBatch.create = function(properties) {
                return new EventBatch(properties);
            };

            /**
             * Encodes the specified EventBatch message. Does not implicitly {@link faultline.v1.EventBatch.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.EventBatch
             * @static
             * @param {faultline.v1.EventBatch.$Properties} message EventBatch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            EventBatch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && message.device.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).fixed32s(message.device);
                if (message.sequence != null && message.sequence.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).fixed64s(message.sequence);
                if (message.lost != null && message.lost.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).fixed64s(message.lost);
                if (message.reason != null && message.reason.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.reason);
                if (message.hardwareReason != null && message.hardwareReason.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.hardwareReason);
                if (message.flags != null && message.flags.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).uint32s(message.flags);
                if (message.pasid != null && message.pasid.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).fixed32s(message.pasid);
                if (message.page != null && message.page.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).fixed64s(message.page);
                if (message.offset != null && message.offset.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).uint32s(message.offset);
                if (message.type != null && message.type.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).uint32s(message.type);
                if (message.index != null && message.index.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).uint32s(message.index);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an EventBatch message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.EventBatch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.EventBatch & faultline.v1.EventBatch.$Shape} EventBatch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            EventBatch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.EventBatch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.device && message.device.length))
                                    message.device = [];
                                reader.fixed32s(message.device);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.device && message.device.length))
                                message.device = [];
                            message.device.push(reader.fixed32());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.sequence && message.sequence.length))
                                    message.sequence = [];
                                reader.fixed64s(message.sequence);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.sequence && message.sequence.length))
                                message.sequence = [];
                            message.sequence.push(reader.fixed64());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.lost && message.lost.length))
                                    message.lost = [];
                                reader.fixed64s(message.lost);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.lost && message.lost.length))
                                message.lost = [];
                            message.lost.push(reader.fixed64());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.reason && message.reason.length))
                                    message.reason = [];
                                reader.uint32s(message.reason);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.reason && message.reason.length))
                                message.reason = [];
                            message.reason.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.hardwareReason && message.hardwareReason.length))
                                    message.hardwareReason = [];
                                reader.uint32s(message.hardwareReason);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.hardwareReason && message.hardwareReason.length))
                                message.hardwareReason = [];
                            message.hardwareReason.push(reader.uint32());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.flags && message.flags.length))
                                    message.flags = [];
                                reader.uint32s(message.flags);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.flags && message.flags.length))
                                message.flags = [];
                            message.flags.push(reader.uint32());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.pasid && message.pasid.length))
                                    message.pasid = [];
                                reader.fixed32s(message.pasid);
                                continue;
                            }
                            if (wireType !== 5)
                                break;
                            if (!(message.pasid && message.pasid.length))
                                message.pasid = [];
                            message.pasid.push(reader.fixed32());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.page && message.page.length))
                                    message.page = [];
                                reader.fixed64s(message.page);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.page && message.page.length))
                                message.page = [];
                            message.page.push(reader.fixed64());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.offset && message.offset.length))
                                    message.offset = [];
                                reader.uint32s(message.offset);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.offset && message.offset.length))
                                message.offset = [];
                            message.offset.push(reader.uint32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.type && message.type.length))
                                    message.type = [];
                                reader.uint32s(message.type);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.type && message.type.length))
                                message.type = [];
                            message.type.push(reader.uint32());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.index && message.index.length))
                                    message.index = [];
                                reader.uint32s(message.index);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.index && message.index.length))
                                message.index = [];
                            message.index.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EventBatch;
        })();

        /**
         * EventType enum.
         * @name faultline.v1.EventType
         * @enum {number}
         * @property {number} EVENT_DMA=0 EVENT_DMA value
         * @property {number} EVENT_INTERRUPT=1 EVENT_INTERRUPT value
         */
        v1.EventType = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "EVENT_DMA"] = 0;
            values[valuesById[1] = "EVENT_INTERRUPT"] = 1;
            return values;
        })();

        /**
         * EventFlag enum.
         * @name faultline.v1.EventFlag
         * @enum {number}
         * @property {number} EVENT_FLAG_NONE=0 EVENT_FLAG_NONE value
         * @property {number} EVENT_READ=1 EVENT_READ value
         * @property {number} EVENT_WRITE=2 EVENT_WRITE value
         * @property {number} EVENT_EXEC=4 EVENT_EXEC value
         * @property {number} EVENT_PRIV=8 EVENT_PRIV value
         * @property {number} EVENT_ADDRESS_VALID=16 EVENT_ADDRESS_VALID value
         * @property {number} EVENT_PASID_VALID=32 EVENT_PASID_VALID value
         * @property {number} EVENT_INDEX_VALID=64 EVENT_INDEX_VALID value
         */
        v1.EventFlag = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "EVENT_FLAG_NONE"] = 0;
            values[valuesById[1] = "EVENT_READ"] = 1;
            values[valuesById[2] = "EVENT_WRITE"] = 2;
            values[valuesById[4] = "EVENT_EXEC"] = 4;
            values[valuesById[8] = "EVENT_PRIV"] = 8;
            values[valuesById[16] = "EVENT_ADDRESS_VALID"] = 16;
            values[valuesById[32] = "EVENT_PASID_VALID"] = 32;
            values[valuesById[64] = "EVENT_INDEX_VALID"] = 64;
            return values;
        })();

        v1.Revoked = (function() {

            /**
             * Properties of a Revoked.
             * @typedef {Object} faultline.v1.Revoked.$Properties
             * @property {number|null} [device] Revoked device
             * @property {faultline.v1.ErrorCode|null} [code] Revoked code
             * @property {string|null} [message] Revoked message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Revoked.
             * @memberof faultline.v1
             * @interface IRevoked
             * @augments faultline.v1.Revoked.$Properties
             * @deprecated Use faultline.v1.Revoked.$Properties instead.
             */

            /**
             * Shape of a Revoked.
             * @typedef {faultline.v1.Revoked.$Properties} faultline.v1.Revoked.$Shape
             */

            /**
             * Constructs a new Revoked.
             * @memberof faultline.v1
             * @classdesc Represents a Revoked.
             * @constructor
             * @param {faultline.v1.Revoked.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Revoked = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Revoked device.
             * @member {number} device
             * @memberof faultline.v1.Revoked
             * @instance
             */
            Revoked.prototype.device = 0;

            /**
             * Revoked code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.Revoked
             * @instance
             */
            Revoked.prototype.code = 0;

            /**
             * Revoked message.
             * @member {string} message
             * @memberof faultline.v1.Revoked
             * @instance
             */
            Revoked.prototype.message = "";

            /**
             * Creates a new Revoked instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Revoked
             * @static
             * @param {faultline.v1.Revoked.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Revoked} Revoked instance
             * @type {{
             *   (properties: faultline.v1.Revoked.$Shape): faultline.v1.Revoked & faultline.v1.Revoked.$Shape;
             *   (properties?: faultline.v1.Revoked.$Properties): faultline.v1.Revoked;
             * }}
             */
            Revoked.create = function(properties) {
                return new Revoked(properties);
            };

            /**
             * Encodes the specified Revoked message. Does not implicitly {@link faultline.v1.Revoked.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Revoked
             * @static
             * @param {faultline.v1.Revoked.$Properties} message Revoked message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Revoked.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.device);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Revoked message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Revoked
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Revoked & faultline.v1.Revoked.$Shape} Revoked
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Revoked.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Revoked();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Revoked;
        })();

        v1.SlowConsumer = (function() {

            /**
             * Properties of a SlowConsumer.
             * @typedef {Object} faultline.v1.SlowConsumer.$Properties
             * @property {number|null} [device] SlowConsumer device
             * @property {faultline.v1.ConsumerState|null} [state] SlowConsumer state
             * @property {number|null} [waiting] SlowConsumer waiting
             * @property {number|null} [oldestMs] SlowConsumer oldestMs
             * @property {number|null} [idleMs] SlowConsumer idleMs
             * @property {number|null} [credit] SlowConsumer credit
             * @property {number|null} [warnMs] SlowConsumer warnMs
             * @property {number|null} [pauseMs] SlowConsumer pauseMs
             * @property {number|null} [revokeMs] SlowConsumer revokeMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SlowConsumer.
             * @memberof faultline.v1
             * @interface ISlowConsumer
             * @augments faultline.v1.SlowConsumer.$Properties
             * @deprecated Use faultline.v1.SlowConsumer.$Properties instead.
             */

            /**
             * Shape of a SlowConsumer.
             * @typedef {faultline.v1.SlowConsumer.$Properties} faultline.v1.SlowConsumer.$Shape
             */

            /**
             * Constructs a new SlowConsumer.
             * @memberof faultline.v1
             * @classdesc Represents a SlowConsumer.
             * @constructor
             * @param {faultline.v1.SlowConsumer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SlowConsumer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SlowConsumer device.
             * @member {number} device
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.device = 0;

            /**
             * SlowConsumer state.
             * @member {faultline.v1.ConsumerState} state
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.state = 0;

            /**
             * SlowConsumer waiting.
             * @member {number} waiting
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.waiting = 0;

            /**
             * SlowConsumer oldestMs.
             * @member {number} oldestMs
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.oldestMs = 0;

            /**
             * SlowConsumer idleMs.
             * @member {number} idleMs
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.idleMs = 0;

            /**
             * SlowConsumer credit.
             * @member {number} credit
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.credit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SlowConsumer warnMs.
             * @member {number} warnMs
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.warnMs = 0;

            /**
             * SlowConsumer pauseMs.
             * @member {number} pauseMs
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.pauseMs = 0;

            /**
             * SlowConsumer revokeMs.
             * @member {number} revokeMs
             * @memberof faultline.v1.SlowConsumer
             * @instance
             */
            SlowConsumer.prototype.revokeMs = 0;

            /**
             * Creates a new SlowConsumer instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SlowConsumer
             * @static
             * @param {faultline.v1.SlowConsumer.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SlowConsumer} SlowConsumer instance
             * @type {{
             *   (properties: faultline.v1.SlowConsumer.$Shape): faultline.v1.SlowConsumer & faultline.v1.SlowConsumer.$Shape;
             *   (properties?: faultline.v1.SlowConsumer.$Properties): faultline.v1.SlowConsumer;
             * }}
             */
            SlowConsumer.create = function(properties) {
                return new SlowConsumer(properties);
            };

            /**
             * Encodes the specified SlowConsumer message. Does not implicitly {@link faultline.v1.SlowConsumer.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SlowConsumer
             * @static
             * @param {faultline.v1.SlowConsumer.$Properties} message SlowConsumer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SlowConsumer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.device);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.state);
                if (message.waiting != null && $Object.hasOwnProperty.call(message, "waiting") && message.waiting !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.waiting);
                if (message.oldestMs != null && $Object.hasOwnProperty.call(message, "oldestMs") && message.oldestMs !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.oldestMs);
                if (message.idleMs != null && $Object.hasOwnProperty.call(message, "idleMs") && message.idleMs !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.idleMs);
                if (message.credit != null && $Object.hasOwnProperty.call(message, "credit") && (typeof message.credit === "object" ? message.credit.low || message.credit.high : message.credit !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.credit);
                if (message.warnMs != null && $Object.hasOwnProperty.call(message, "warnMs") && message.warnMs !== 0)
                    writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.warnMs);
                if (message.pauseMs != null && $Object.hasOwnProperty.call(message, "pauseMs") && message.pauseMs !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.pauseMs);
                if (message.revokeMs != null && $Object.hasOwnProperty.call(message, "revokeMs") && message.revokeMs !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.revokeMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SlowConsumer message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SlowConsumer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SlowConsumer & faultline.v1.SlowConsumer.$Shape} SlowConsumer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SlowConsumer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SlowConsumer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.device = value;
                            else
                                delete message.device;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.waiting = value;
                            else
                                delete message.waiting;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oldestMs = value;
                            else
                                delete message.oldestMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.idleMs = value;
                            else
                                delete message.idleMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.credit = value;
                            else
                                delete message.credit;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.warnMs = value;
                            else
                                delete message.warnMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pauseMs = value;
                            else
                                delete message.pauseMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.revokeMs = value;
                            else
                                delete message.revokeMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SlowConsumer;
        })();

        /**
         * ConsumerState enum.
         * @name faultline.v1.ConsumerState
         * @enum {number}
         * @property {number} CONSUMER_STATE_UNSPECIFIED=0 CONSUMER_STATE_UNSPECIFIED value
         * @property {number} CONSUMER_SLOW=1 CONSUMER_SLOW value
         * @property {number} CONSUMER_PAUSED=2 CONSUMER_PAUSED value
         * @property {number} CONSUMER_RECOVERED=3 CONSUMER_RECOVERED value
         */
        v1.ConsumerState = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "CONSUMER_STATE_UNSPECIFIED"] = 0;
            values[valuesById[1] = "CONSUMER_SLOW"] = 1;
            values[valuesById[2] = "CONSUMER_PAUSED"] = 2;
            values[valuesById[3] = "CONSUMER_RECOVERED"] = 3;
            return values;
        })();

        v1.Heartbeat = (function() {

            /**
             * Properties of a Heartbeat.
             * @typedef {Object} faultline.v1.Heartbeat.$Properties
             * @property {number|null} [sequence] Heartbeat sequence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Heartbeat.
             * @memberof faultline.v1
             * @interface IHeartbeat
             * @augments faultline.v1.Heartbeat.$Properties
             * @deprecated Use faultline.v1.Heartbeat.$Properties instead.
             */

            /**
             * Shape of a Heartbeat.
             * @typedef {faultline.v1.Heartbeat.$Properties} faultline.v1.Heartbeat.$Shape
             */

            /**
             * Constructs a new Heartbeat.
             * @memberof faultline.v1
             * @classdesc Represents a Heartbeat.
             * @constructor
             * @param {faultline.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Heartbeat = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Heartbeat sequence.
             * @member {number} sequence
             * @memberof faultline.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new Heartbeat instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Heartbeat
             * @static
             * @param {faultline.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Heartbeat} Heartbeat instance
             * @type {{
             *   (properties: faultline.v1.Heartbeat.$Shape): faultline.v1.Heartbeat & faultline.v1.Heartbeat.$Shape;
             *   (properties?: faultline.v1.Heartbeat.$Properties): faultline.v1.Heartbeat;
             * }}
             */
            Heartbeat.create = function(properties) {
                return new Heartbeat(properties);
            };

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link faultline.v1.Heartbeat.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Heartbeat
             * @static
             * @param {faultline.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.sequence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Heartbeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Heartbeat & faultline.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sequence = value;
                            else
                                delete message.sequence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Heartbeat;
        })();

        v1.Sync = (function() {

            /**
             * Properties of a Sync.
             * @typedef {Object} faultline.v1.Sync.$Properties
             * @property {number|null} [request] Sync request
             * @property {boolean|null} [evict] Sync evict
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sync.
             * @memberof faultline.v1
             * @interface ISync
             * @augments faultline.v1.Sync.$Properties
             * @deprecated Use faultline.v1.Sync.$Properties instead.
             */

            /**
             * Shape of a Sync.
             * @typedef {faultline.v1.Sync.$Properties} faultline.v1.Sync.$Shape
             */

            /**
             * Constructs a new Sync.
             * @memberof faultline.v1
             * @classdesc Represents a Sync.
             * @constructor
             * @param {faultline.v1.Sync.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sync = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Sync request.
             * @member {number} request
             * @memberof faultline.v1.Sync
             * @instance
             */
            Sync.prototype.request = 0;

            /**
             * Sync evict.
             * @member {boolean} evict
             * @memberof faultline.v1.Sync
             * @instance
             */
            Sync.prototype.evict = false;

            /**
             * Creates a new Sync instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Sync
             * @static
             * @param {faultline.v1.Sync.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Sync} Sync instance
             * @type {{
             *   (properties: faultline.v1.Sync.$Shape): faultline.v1.Sync & faultline.v1.Sync.$Shape;
             *   (properties?: faultline.v1.Sync.$Properties): faultline.v1.Sync;
             * }}
             */
            Sync.create = function(properties) {
                return new Sync(properties);
            };

            /**
             * Encodes the specified Sync message. Does not implicitly {@link faultline.v1.Sync.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Sync
             * @static
             * @param {faultline.v1.Sync.$Properties} message Sync message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sync.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.evict != null && $Object.hasOwnProperty.call(message, "evict") && message.evict !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.evict);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Sync message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Sync
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Sync & faultline.v1.Sync.$Shape} Sync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sync.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Sync();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.evict = value;
                            else
                                delete message.evict;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Sync;
        })();

        v1.SyncResult = (function() {

            /**
             * Properties of a SyncResult.
             * @typedef {Object} faultline.v1.SyncResult.$Properties
             * @property {number|null} [request] SyncResult request
             * @property {faultline.v1.ErrorCode|null} [code] SyncResult code
             * @property {string|null} [message] SyncResult message
             * @property {number|null} [pages] SyncResult pages
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SyncResult.
             * @memberof faultline.v1
             * @interface ISyncResult
             * @augments faultline.v1.SyncResult.$Properties
             * @deprecated Use faultline.v1.SyncResult.$Properties instead.
             */

            /**
             * Shape of a SyncResult.
             * @typedef {faultline.v1.SyncResult.$Properties} faultline.v1.SyncResult.$Shape
             */

            /**
             * Constructs a new SyncResult.
             * @memberof faultline.v1
             * @classdesc Represents a SyncResult.
             * @constructor
             * @param {faultline.v1.SyncResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SyncResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SyncResult request.
             * @member {number} request
             * @memberof faultline.v1.SyncResult
             * @instance
             */
            SyncResult.prototype.request = 0;

            /**
             * SyncResult code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.SyncResult
             * @instance
             */
            SyncResult.prototype.code = 0;

            /**
             * SyncResult message.
             * @member {string} message
             * @memberof faultline.v1.SyncResult
             * @instance
             */
            SyncResult.prototype.message = "";

            /**
             * SyncResult pages.
             * @member {number} pages
             * @memberof faultline.v1.SyncResult
             * @instance
             */
            SyncResult.prototype.pages = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Creates a new SyncResult instance using the specified properties.
             * @function create
             * @memberof faultline.v1.SyncResult
             * @static
             * @param {faultline.v1.SyncResult.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.SyncResult} SyncResult instance
             * @type {{
             *   (properties: faultline.v1.SyncResult.$Shape): faultline.v1.SyncResult & faultline.v1.SyncResult.$Shape;
             *   (properties?: faultline.v1.SyncResult.$Properties): faultline.v1.SyncResult;
             * }}
             */
            SyncResult.create = function(properties) {
                return new SyncResult(properties);
            };

            /**
             * Encodes the specified SyncResult message. Does not implicitly {@link faultline.v1.SyncResult.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.SyncResult
             * @static
             * @param {faultline.v1.SyncResult.$Properties} message SyncResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SyncResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && message.request !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.request);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.message);
                if (message.pages != null && $Object.hasOwnProperty.call(message, "pages") && (typeof message.pages === "object" ? message.pages.low || message.pages.high : message.pages !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.pages);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SyncResult message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.SyncResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.SyncResult & faultline.v1.SyncResult.$Shape} SyncResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SyncResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.SyncResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.pages = value;
                            else
                                delete message.pages;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SyncResult;
        })();

        v1.Leave = (function() {

            /**
             * Properties of a Leave.
             * @typedef {Object} faultline.v1.Leave.$Properties
             * @property {boolean|null} [handOver] Leave handOver
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Leave.
             * @memberof faultline.v1
             * @interface ILeave
             * @augments faultline.v1.Leave.$Properties
             * @deprecated Use faultline.v1.Leave.$Properties instead.
             */

            /**
             * Shape of a Leave.
             * @typedef {faultline.v1.Leave.$Properties} faultline.v1.Leave.$Shape
             */

            /**
             * Constructs a new Leave.
             * @memberof faultline.v1
             * @classdesc Represents a Leave.
             * @constructor
             * @param {faultline.v1.Leave.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Leave = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Leave handOver.
             * @member {boolean} handOver
             * @memberof faultline.v1.Leave
             * @instance
             */
            Leave.prototype.handOver = false;

            /**
             * Creates a new Leave instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Leave
             * @static
             * @param {faultline.v1.Leave.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Leave} Leave instance
             * @type {{
             *   (properties: faultline.v1.Leave.$Shape): faultline.v1.Leave & faultline.v1.Leave.$Shape;
             *   (properties?: faultline.v1.Leave.$Properties): faultline.v1.Leave;
             * }}
             */
            Leave.create = function(properties) {
                return new Leave(properties);
            };

            /**
             * Encodes the specified Leave message. Does not implicitly {@link faultline.v1.Leave.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Leave
             * @static
             * @param {faultline.v1.Leave.$Properties} message Leave message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Leave.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.handOver != null && $Object.hasOwnProperty.call(message, "handOver") && message.handOver !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.handOver);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Leave message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Leave
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Leave & faultline.v1.Leave.$Shape} Leave
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Leave.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Leave();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.handOver = value;
                            else
                                delete message.handOver;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Leave;
        })();

        v1.Left = (function() {

            /**
             * Properties of a Left.
             * @typedef {Object} faultline.v1.Left.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Left.
             * @memberof faultline.v1
             * @interface ILeft
             * @augments faultline.v1.Left.$Properties
             * @deprecated Use faultline.v1.Left.$Properties instead.
             */

            /**
             * Shape of a Left.
             * @typedef {faultline.v1.Left.$Properties} faultline.v1.Left.$Shape
             */

            /**
             * Constructs a new Left.
             * @memberof faultline.v1
             * @classdesc Represents a Left.
             * @constructor
             * @param {faultline.v1.Left.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Left = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Creates a new Left instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Left
             * @static
             * @param {faultline.v1.Left.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Left} Left instance
             * @type {{
             *   (properties: faultline.v1.Left.$Shape): faultline.v1.Left & faultline.v1.Left.$Shape;
             *   (properties?: faultline.v1.Left.$Properties): faultline.v1.Left;
             * }}
             */
            Left.create = function(properties) {
                return new Left(properties);
            };

            /**
             * Encodes the specified Left message. Does not implicitly {@link faultline.v1.Left.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Left
             * @static
             * @param {faultline.v1.Left.$Properties} message Left message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Left.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Left message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Left
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Left & faultline.v1.Left.$Shape} Left
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Left.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Left();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Left;
        })();

        v1.Drain = (function() {

            /**
             * Properties of a Drain.
             * @typedef {Object} faultline.v1.Drain.$Properties
             * @property {number|null} [deadlineMs] Drain deadlineMs
             * @property {string|null} [reconnectTo] Drain reconnectTo
             * @property {faultline.v1.DrainReason|null} [reason] Drain reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Drain.
             * @memberof faultline.v1
             * @interface IDrain
             * @augments faultline.v1.Drain.$Properties
             * @deprecated Use faultline.v1.Drain.$Properties instead.
             */

            /**
             * Shape of a Drain.
             * @typedef {faultline.v1.Drain.$Properties} faultline.v1.Drain.$Shape
             */

            /**
             * Constructs a new Drain.
             * @memberof faultline.v1
             * @classdesc Represents a Drain.
             * @constructor
             * @param {faultline.v1.Drain.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Drain = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Drain deadlineMs.
             * @member {number} deadlineMs
             * @memberof faultline.v1.Drain
             * @instance
             */
            Drain.prototype.deadlineMs = 0;

            /**
             * Drain reconnectTo.
             * @member {string} reconnectTo
             * @memberof faultline.v1.Drain
             * @instance
             */
            Drain.prototype.reconnectTo = "";

            /**
             * Drain reason.
             * @member {faultline.v1.DrainReason} reason
             * @memberof faultline.v1.Drain
             * @instance
             */
            Drain.prototype.reason = 0;

            /**
             * Creates a new Drain instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Drain
             * @static
             * @param {faultline.v1.Drain.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Drain} Drain instance
             * @type {{
             *   (properties: faultline.v1.Drain.$Shape): faultline.v1.Drain & faultline.v1.Drain.$Shape;
             *   (properties?: faultline.v1.Drain.$Properties): faultline.v1.Drain;
             * }}
             */
            Drain.create = function(properties) {
                return new Drain(properties);
            };

            /**
             * Encodes the specified Drain message. Does not implicitly {@link faultline.v1.Drain.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Drain
             * @static
             * @param {faultline.v1.Drain.$Properties} message Drain message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Drain.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs") && message.deadlineMs !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.deadlineMs);
                if (message.reconnectTo != null && $Object.hasOwnProperty.call(message, "reconnectTo") && message.reconnectTo !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reconnectTo);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Drain message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Drain
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Drain & faultline.v1.Drain.$Shape} Drain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Drain.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Drain();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.deadlineMs = value;
                            else
                                delete message.deadlineMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reconnectTo = value;
                            else
                                delete message.reconnectTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Drain;
        })();

        /**
         * DrainReason enum.
         * @name faultline.v1.DrainReason
         * @enum {number}
         * @property {number} DRAIN_REASON_UNSPECIFIED=0 DRAIN_REASON_UNSPECIFIED value
         * @property {number} DRAIN_HOST=1 DRAIN_HOST value
         * @property {number} DRAIN_HAND_OVER=2 DRAIN_HAND_OVER value
         */
        v1.DrainReason = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DRAIN_REASON_UNSPECIFIED"] = 0;
            values[valuesById[1] = "DRAIN_HOST"] = 1;
            values[valuesById[2] = "DRAIN_HAND_OVER"] = 2;
            return values;
        })();

        v1.Fatal = (function() {

            /**
             * Properties of a Fatal.
             * @typedef {Object} faultline.v1.Fatal.$Properties
             * @property {faultline.v1.ErrorCode|null} [code] Fatal code
             * @property {string|null} [message] Fatal message
             * @property {boolean|null} [permanent] Fatal permanent
             * @property {string|null} [reconnectTo] Fatal reconnectTo
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Fatal.
             * @memberof faultline.v1
             * @interface IFatal
             * @augments faultline.v1.Fatal.$Properties
             * @deprecated Use faultline.v1.Fatal.$Properties instead.
             */

            /**
             * Shape of a Fatal.
             * @typedef {faultline.v1.Fatal.$Properties} faultline.v1.Fatal.$Shape
             */

            /**
             * Constructs a new Fatal.
             * @memberof faultline.v1
             * @classdesc Represents a Fatal.
             * @constructor
             * @param {faultline.v1.Fatal.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Fatal = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Fatal code.
             * @member {faultline.v1.ErrorCode} code
             * @memberof faultline.v1.Fatal
             * @instance
             */
            Fatal.prototype.code = 0;

            /**
             * Fatal message.
             * @member {string} message
             * @memberof faultline.v1.Fatal
             * @instance
             */
            Fatal.prototype.message = "";

            /**
             * Fatal permanent.
             * @member {boolean} permanent
             * @memberof faultline.v1.Fatal
             * @instance
             */
            Fatal.prototype.permanent = false;

            /**
             * Fatal reconnectTo.
             * @member {string} reconnectTo
             * @memberof faultline.v1.Fatal
             * @instance
             */
            Fatal.prototype.reconnectTo = "";

            /**
             * Creates a new Fatal instance using the specified properties.
             * @function create
             * @memberof faultline.v1.Fatal
             * @static
             * @param {faultline.v1.Fatal.$Properties=} [properties] Properties to set
             * @returns {faultline.v1.Fatal} Fatal instance
             * @type {{
             *   (properties: faultline.v1.Fatal.$Shape): faultline.v1.Fatal & faultline.v1.Fatal.$Shape;
             *   (properties?: faultline.v1.Fatal.$Properties): faultline.v1.Fatal;
             * }}
             */
            Fatal.create = function(properties) {
                return new Fatal(properties);
            };

            /**
             * Encodes the specified Fatal message. Does not implicitly {@link faultline.v1.Fatal.verify|verify} messages.
             * @function encode
             * @memberof faultline.v1.Fatal
             * @static
             * @param {faultline.v1.Fatal.$Properties} message Fatal message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Fatal.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.permanent != null && $Object.hasOwnProperty.call(message, "permanent") && message.permanent !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.permanent);
                if (message.reconnectTo != null && $Object.hasOwnProperty.call(message, "reconnectTo") && message.reconnectTo !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.reconnectTo);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Fatal message from the specified reader or buffer.
             * @function decode
             * @memberof faultline.v1.Fatal
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {faultline.v1.Fatal & faultline.v1.Fatal.$Shape} Fatal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Fatal.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.faultline.v1.Fatal();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.permanent = value;
                            else
                                delete message.permanent;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reconnectTo = value;
                            else
                                delete message.reconnectTo;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Fatal;
        })();

        return v1;
    })();

    return faultline;
})();

export {
  $root as default
};
