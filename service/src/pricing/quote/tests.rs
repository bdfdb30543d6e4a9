//! Baskets with what each comes to, and what must be so for every basket.
mod example;
mod promotions;
mod taxes;
mod worked;
