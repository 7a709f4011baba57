import { serviceName } from '../../can-bus/uds/service-ids.ts';

/** Services of SAE J1979, from 01. */
const OBD_SERVICES: readonly string[] = [
  'current data',
  'freeze frame data',
  'emission-related trouble codes',
  'clear emission-related data',
  'oxygen sensor test results',
  'on-board monitoring results',
  'pending trouble codes',
  'control of an on-board system',
  'vehicle information',
  'permanent trouble codes',
];

/** Services of KWP2000 (ISO 14230-3) that older vehicles use on CAN, where UDS has none of that number. */
const KWP_SERVICES: Readonly<Record<number, string>> = {
  0x12: 'readFreezeFrameData',
  0x13: 'readDiagnosticTroubleCodes',
  0x17: 'readStatusOfDiagnosticTroubleCodes',
  0x18: 'readDiagnosticTroubleCodesByStatus',
  0x1a: 'readEcuIdentification',
  0x20: 'stopDiagnosticSession',
  0x21: 'readDataByLocalIdentifier',
  0x30: 'inputOutputControlByLocalIdentifier',
  0x3b: 'writeDataByLocalIdentifier',
};

/** Last service of SAE J1979. */
export const LAST_OBD_SERVICE = 0x0a;

/** What a request begins with, by ISO 14229-1, SAE J1979 or ISO 14230-3; null where none of them knows it. */
export function serviceTitle(sid: number): string | null {
  return serviceName(sid) ?? OBD_SERVICES[sid - 1] ?? KWP_SERVICES[sid] ?? null;
}
