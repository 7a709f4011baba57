/** The icon of all pages: a key fob. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#15448c"/>
<rect x="10" y="4" width="12" height="24" rx="6" fill="#fff"/>
<circle cx="16" cy="11" r="3" fill="#15448c"/>
<path d="M13 18h6M13 21.5h6" stroke="#15448c" stroke-width="1.6" stroke-linecap="round"/>
</svg>
`;
