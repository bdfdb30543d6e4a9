//! Catalogues to test with: as many products as a test asks for, each with everything below it.
