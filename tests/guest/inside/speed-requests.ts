/** The two exchanges that are measured: what is asked, and what answers it, as hexadecimal digits. */
export const TESTER_PRESENT = '3e00';
export const TESTER_PRESENT_RESPONSE = '7e00';
export const READ_VIN = '22f190';
/** As long as the car's. */
export const VIN_RESPONSE = '62f1903130323034303630383130313231343136';
