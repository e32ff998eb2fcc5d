from celery import shared_task

from channels_app.wechat import kf_plan, kf_rows, kf_sync


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
