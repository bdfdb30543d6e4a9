//! Pages, blogs, articles and redirects.
pub mod article;
pub mod blog;
pub mod page;
pub mod query;
pub mod redirect;

pub use self::{article::Article, blog::Blog, page::Page, query::ContentQuery};
