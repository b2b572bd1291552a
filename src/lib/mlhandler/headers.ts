/** What the way of a request says about it, beside what it says itself. */

/** Names the request: one that is sent again, because an engine died, is carried out once. */
export const requestIdHeader = 'x-mlhandler-request'

/** The request comes from another site's page. */
export const crossSiteHeader = 'x-mlhandler-cross-site'
