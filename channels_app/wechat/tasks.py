from celery import shared_task

from channels_app.wechat import kf_plan, kf_rows, kf_sync, profiles

SWEEP_SECONDS = 10  # a comparison that has not begun by then is asked for again


@shared_task(soft_time_limit=kf_sync.TASK_MOST)
def sync_kf_account(pk: int) -> None:
    """WeChat is to be told of a customer-service account."""
    kf_sync.sync(pk)


@shared_task
def sync_kf_accounts_due() -> None:
    """Finds what has changed in the identities, and what lost tasks and dead workers left behind."""
    kf_plan.compare()
    for pk in kf_rows.due():
        sync_kf_account.delay(pk)


@shared_task(soft_time_limit=profiles.TASK_MOST, expires=SWEEP_SECONDS)
def compare_profile(customer_id: int) -> None:
    """A customer's name and tags are to be compared with WeChat's."""
    profiles.compare(customer_id)


@shared_task
def compare_profiles() -> None:
    """Picks up all customers who are due."""
    for customer_id in profiles.due():
        compare_profile.delay(customer_id)
