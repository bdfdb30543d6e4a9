//! GraphQL over HTTP.
use actix_web::{
    HttpResponse,
    web::{Data, Json},
};
use async_graphql::Request;

use super::App;
use crate::graphql::context;

pub(super) async fn post(app: Data<App>, Json(request): Json<Request>) -> HttpResponse {
    let Ok(viewer) = app.ports.shop.viewer(None, None).await else {
        return HttpResponse::InternalServerError().finish();
    };
    let request = context::attach(request, app.ports.clone(), viewer);
    HttpResponse::Ok().json(app.storefront.execute(request).await)
}
