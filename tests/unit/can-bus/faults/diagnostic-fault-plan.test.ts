import { describe, expect, it } from 'vitest';
import {
  hasDiagnosticFaults,
  hasTransportFaults,
  NO_ANSWER_FAULT,
  NO_DIAGNOSTIC_FAULTS,
  NO_TRANSPORT_FAULTS,
} from '../../../../can-bus/faults/diagnostic-fault-plan.ts';

describe('the plan of diagnostic faults', () => {
  it('has faults of the transport where one of them is set', () => {
    expect(hasTransportFaults({ ...NO_TRANSPORT_FAULTS, skip: 2, count: 1 })).toBe(false);
    const fields = ['wrongSequence', 'consecutiveLost', 'flowLost', 'flowOverflow', 'flowWaits'] as const;
    for (const field of fields) expect(hasTransportFaults({ ...NO_TRANSPORT_FAULTS, [field]: 1 }), field).toBe(true);
  });

  it('has faults where either side or an answer has', () => {
    const lost = { ...NO_TRANSPORT_FAULTS, flowLost: 1 };
    const { transport } = NO_DIAGNOSTIC_FAULTS;
    expect(hasDiagnosticFaults(NO_DIAGNOSTIC_FAULTS)).toBe(false);
    expect(hasDiagnosticFaults({ transport: { ...transport, ecu: lost }, answers: [] })).toBe(true);
    expect(hasDiagnosticFaults({ transport: { ...transport, tool: lost }, answers: [] })).toBe(true);
    expect(hasDiagnosticFaults({ transport, answers: [NO_ANSWER_FAULT] })).toBe(true);
  });
});
